"""The commands of the web application: serve, worker, verify-log, backup, restore, doctor.

Light to import: Django starts only when one of them runs.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from kaocheng.cli import status
from kaocheng.cli.parser import Commands, Parser
from kaocheng.errors import UsageError
from kaocheng.language import Language, Text

_SETTINGS = Text(
    "其余设置（数据库、域名、邮件、单点登录等）用环境变量，见部署指南 docs/deployment",
    "Everything else (database, host names, mail, single sign-on) is set by the environment: see docs/deployment",
)


def add(commands: Commands) -> None:
    """The commands and their options."""
    _add_serve(commands)
    _add_worker(commands)
    _add_verify(commands)
    _add_backup(commands)
    _add_restore(commands)
    _add_doctor(commands)


def _add_data(parser: Parser) -> None:
    parser.add_argument(
        "--data",
        metavar="DIR",
        help=parser.say(
            "数据文件夹：数据库、附件、密钥；默认取 KAOCHENG_DATA，再次为 ~/.local/share/kaocheng",
            "folder of the database, files and key; by default KAOCHENG_DATA, else ~/.local/share/kaocheng",
        ),
    )


def _add_serve(commands: Commands) -> None:
    parser = commands.add("serve", Text("启动网页系统", "the web application"))
    parser.add_argument(
        "--host",
        metavar="H",
        default="127.0.0.1",
        help=parser.say(
            "在哪个地址上提供服务，默认 127.0.0.1（仅本机）",
            "address to serve on; 127.0.0.1 (this machine only) by default",
        ),
    )
    parser.add_argument(
        "--port", metavar="N", type=_port, default=8000, help=parser.say("端口，默认 8000", "port; 8000 by default")
    )
    _add_data(parser)
    parser.add_argument(
        "--demo",
        action="store_true",
        help=parser.say(
            "载入虚构的示例县，登录页列出各岗位账号；数据另放一处，不与正式数据混用",
            "the invented example county, with its logins on the sign-in page; kept apart from real data",
        ),
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=_positive,
        default=2,
        help=parser.say("网页进程数，默认 2", "web processes; 2 by default"),
    )
    parser.add_argument(
        "--threads",
        metavar="N",
        type=_positive,
        default=8,
        help=parser.say("每个进程的线程数，默认 8", "threads in each; 8 by default"),
    )
    parser.epilog = _SETTINGS.in_(parser.language)
    parser.set_defaults(run=_serve)


def _serve(arguments: argparse.Namespace, language: Language) -> int:
    if arguments.demo:
        os.environ["KAOCHENG_EXAMPLE"] = "1"
        if arguments.data is None and "KAOCHENG_DATA" not in os.environ:
            arguments.data = str(_home() / "kaocheng-example")
    if "KAOCHENG_HOSTS" not in os.environ:
        os.environ["KAOCHENG_HOSTS"] = ",".join(_names_of(arguments.host))
    _start_django(arguments)
    from kaocheng_web.operations.serving import serve

    return serve(
        arguments.host,
        arguments.port,
        arguments.workers,
        arguments.threads,
        demo=arguments.demo,
        language=language,
    )


def _home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _data_folder(arguments: argparse.Namespace) -> Path:
    """The folder the settings will take; asked for where they must not be loaded yet, since they make it."""
    return Path(arguments.data or os.environ.get("KAOCHENG_DATA") or _home() / "kaocheng").expanduser().absolute()


def _require_installation(arguments: argparse.Namespace) -> None:
    folder = _data_folder(arguments)
    if "KAOCHENG_DATABASE_URL" in os.environ or (folder / "kaocheng.sqlite3").is_file():
        return
    words = Text("{p} 中没有数据，请用 --data 指明", "there is no data in {p}; name the folder by --data")
    raise UsageError(words.format(p=folder))


def _names_of(host: str) -> list[str]:
    """The names under which a server on that address is reached, as far as this machine knows them."""
    import socket

    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ("0.0.0.0", "::"):
        names += [socket.gethostname(), socket.getfqdn()]
    else:
        names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(names))


def _add_worker(commands: Commands) -> None:
    parser = commands.add(
        "worker",
        Text("单独运行后台任务进程（serve 已自带一个）", "a background worker by itself (serve brings one along)"),
    )
    _add_data(parser)
    parser.epilog = _SETTINGS.in_(parser.language)
    parser.set_defaults(run=_worker)


def _worker(arguments: argparse.Namespace, language: Language) -> int:
    _start_django(arguments, setup=True)
    from kaocheng_web.jobs.worker import work
    from kaocheng_web.operations.serving import mark_as_running

    with mark_as_running():
        work()
    return 0


def _add_verify(commands: Commands) -> None:
    parser = commands.add(
        "verify-log",
        Text(
            "校验操作日志链，查出被改动、删除或调换的记录",
            "verify the chain of the journal: altered, dropped or swapped entries",
        ),
    )
    _add_data(parser)
    parser.add_argument(
        "--head",
        metavar="N:HASH",
        type=_head,
        help=parser.say(
            "此前抄存的链头，用来发现整链改写",
            "a head written down earlier, so that a chain rewritten as a whole shows",
        ),
    )
    parser.epilog = parser.say(
        "退出状态：0 完好；1 有异常。请把打印的链头抄存在系统之外，下次用 --head 核对",
        "exit status: 0 whole; 1 faults. Keep the head it prints outside this system, and compare by --head next time",
    )
    parser.set_defaults(run=_verify)


def _verify(arguments: argparse.Namespace, language: Language) -> int:
    _require_installation(arguments)
    _start_django(arguments, setup=True)
    from kaocheng_web.journal.services import compare_head, head, verify

    faults = list(verify())
    if arguments.head is not None:
        changed = compare_head(*arguments.head)
        faults += [] if changed is None else [changed]
    for fault in faults:
        words = Text("第 {n} 条：{why}", "entry {n}: {why}").format(n=fault.number, why=fault.message)
        print(words.in_(language))
    number, digest, at = head()
    when = at.isoformat(timespec="seconds") if at else "—"
    if faults:
        words = Text("共发现 {n} 处异常", "{n} faults found").format(n=len(faults))
    else:
        words = Text("操作日志完好，共 {n} 条", "the journal is whole, {n} entries").format(n=number)
    print(words.in_(language))
    print(Text("链头 {n}:{h}（{t}）", "head {n}:{h} ({t})").format(n=number, h=digest, t=when).in_(language))
    return status.FINDINGS if faults else status.OK


def _head(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    if len(digest) != 64 or not all(letter in "0123456789abcdef" for letter in digest):
        raise ValueError(text)
    return int(number), digest


def _add_backup(commands: Commands) -> None:
    parser = commands.add(
        "backup",
        Text("备份数据库、附件和密钥到一个文件，不停机", "database, files and key into one file, while running"),
    )
    parser.add_argument(
        "-o",
        dest="output",
        metavar="FILE",
        required=True,
        help=parser.say(
            "备份文件（.tar），不覆盖已有的", "the file to write (.tar); an existing one is not overwritten"
        ),
    )
    _add_data(parser)
    parser.epilog = parser.say(
        "备份含个人信息和密钥，请加密保存并异地存放",
        "A backup holds personal data and the key: encrypt it, and keep it elsewhere",
    )
    parser.set_defaults(run=_backup)


def _backup(arguments: argparse.Namespace, language: Language) -> int:
    _require_installation(arguments)
    _start_django(arguments, setup=True)
    from kaocheng_web.operations.backup import BackupError, make_backup

    output = Path(arguments.output).expanduser().absolute()
    try:
        manifest = make_backup(output)
    except BackupError as error:
        raise UsageError(error.message) from error
    words = Text(
        "已备份到 {p}（{n} 个文件，{s:.1f} MiB，已复核）",
        "backed up to {p} ({n} files, {s:.1f} MiB, read back and compared)",
    )
    size = output.stat().st_size / 2**20
    print(words.format(p=output, n=len(manifest.files), s=size).in_(language))
    print(_head_words(manifest.journal).in_(language))
    return status.OK


def _head_words(journal: tuple[int, str]) -> Text:
    return Text("操作日志链头 {n}:{h}", "head of the journal {n}:{h}").format(n=journal[0], h=journal[1])


def _add_restore(commands: Commands) -> None:
    parser = commands.add("restore", Text("从备份恢复", "put a backup in place"))
    parser.add_argument("file", metavar="FILE", help=parser.say("备份文件", "the backup"))
    _add_data(parser)
    parser.add_argument(
        "--force",
        action="store_true",
        help=parser.say(
            "目标不为空时也恢复；原文件夹改名保留，PostgreSQL 数据库则被替换",
            "into a target that is not empty: its folder is kept under another name, a PostgreSQL database is replaced",
        ),
    )
    parser.set_defaults(run=_restore)


def _restore(arguments: argparse.Namespace, language: Language) -> int:
    from kaocheng_web.operations.backup import BackupError, restore_backup

    os.umask(0o077)
    data = _data_folder(arguments)
    try:
        manifest, aside = restore_backup(Path(arguments.file), data, force=arguments.force)
    except BackupError as error:
        raise UsageError(error.message) from error
    words = Text("已恢复到 {p}（备份于 {t}，版本 {v}）", "restored to {p} (backup of {t}, version {v})")
    print(words.format(p=data, t=manifest.made_at, v=manifest.version).in_(language))
    if aside is not None:
        print(Text("原有内容移到 {p}", "what was there before is in {p}").format(p=aside).in_(language))
    print(_head_words(manifest.journal).in_(language))
    return status.OK


def _add_doctor(commands: Commands) -> None:
    parser = commands.add("doctor", Text("检查运行环境，逐项给出办法", "examine the installation, with advice"))
    _add_data(parser)
    parser.add_argument(
        "--mail", action="store_true", help=parser.say("也连接邮件服务器试一下", "speak to the mail server as well")
    )
    parser.epilog = parser.say("退出状态：0 没有问题（可有提醒）；1 有问题", "exit status: 0 no problem; 1 problems")
    parser.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace, language: Language) -> int:
    _start_django(arguments, setup=True)
    from kaocheng_web.operations.doctor import examine

    marks = {
        "ok": Text("正常", "ok"),
        "warning": Text("提醒", "warning"),
        "problem": Text("问题", "problem"),
    }
    problems = 0
    for line in examine(mail=arguments.mail):
        problems += line.level == "problem"
        print(f"{marks[line.level].in_(language):<7} {line.what.in_(language)}", flush=True)
        if line.advice is not None:
            print(f"        → {line.advice.in_(language)}", flush=True)
    return status.FINDINGS if problems else status.OK


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _start_django(arguments: argparse.Namespace, *, setup: bool = False) -> None:
    """Load the settings, for the data folder asked for. Wrong ones are told as wrong use."""
    if arguments.data is not None:
        os.environ["KAOCHENG_DATA"] = str(Path(arguments.data).expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaocheng_web.settings")
    os.umask(0o077)
    try:
        import django
        from django.conf import settings

        settings.INSTALLED_APPS  # noqa: B018 - settings are read at the first look
        if setup:
            django.setup()
    except ModuleNotFoundError as error:
        words = Text(
            "缺少 {name}：网页系统须安装 pip install 'kaocheng[web]'",
            "{name} is missing: the web application needs pip install 'kaocheng[web]'",
        )
        raise UsageError(words.format(name=error.name)) from error
    except (ValueError, OSError, KeyError) as error:
        raise UsageError(Text("设置有误：{why}", "a setting is wrong: {why}").format(why=error)) from error
