"""What the acts and objects in the journal are called: one vocabulary for timelines, histories and the journal.

A transition is called as in the table of its state machine. Everything else that is recorded stands here.
"""

from __future__ import annotations

from kaocheng.language import Text, same
from kaocheng.lifecycle import Transition, all_machines

ACTS = {
    # forms
    "create": Text("新建", "created"),
    "type": Text("填写内容", "typed"),
    "row_add": Text("增加指标行", "added a row"),
    "row_remove": Text("删除指标行", "took out a row"),
    "row_duplicate": Text("复制指标行", "doubled a row"),
    "row_up": Text("调整指标顺序", "moved a row"),
    "row_down": Text("调整指标顺序", "moved a row"),
    "drop_empty_rows": Text("删除空白指标行", "took out empty rows"),
    "add_indicators": Text("从指标库选用指标", "took indicators from the library"),
    "take_upload": Text("采用上传的内容", "took over an upload"),
    "explain": Text("说明理由", "gave a reason"),
    "note": Text("批注", "commented"),
    "answer_note": Text("答复批注", "answered a comment"),
    "settle_note": Text("批注已解决", "settled a comment"),
    "evidence": Text("上传佐证材料", "added evidence"),
    "withdraw_evidence": Text("撤下佐证材料", "took out evidence"),
    "give_grade": Text("给出审核等级", "graded the objective"),
    "request_adjustment": Text("提出目标调整", "asked for an adjustment"),
    "carry": Text("带入支出台账执行数", "took the expenditure from the accounts"),
    # projects, years, expenditure
    "create_project": Text("项目入库", "entered the project"),
    "change_project": Text("修改项目信息", "changed the project"),
    "add_year": Text("编入本年度", "entered in this year"),
    "carry_over": Text("从上年结转", "carried over from last year"),
    "budget_approved": Text("预算随目标批复", "budget approved with the objective"),
    "budget_adjusted": Text("预算随目标调整", "budget adjusted with the objective"),
    "record": Text("登记支出", "recorded expenditure"),
    "plan": Text("编制用款计划", "planned the spending"),
    "take": Text("采用台账数据", "took over a ledger"),
    "open_cycle": Text("开设年度", "opened the year"),
    "change_cycle": Text("修改年度安排", "changed the year"),
    "close_cycle": Text("关闭年度", "closed the year"),
    "reopen_cycle": Text("重新开放年度", "opened the year again"),
    "publish_rule": Text("发布结果应用办法", "published a rule"),
    "import": Text("批量导入", "imported"),
    "upload": Text("上传文件", "uploaded a file"),
    "save_entry": Text("保存指标", "saved an indicator"),
    # re-checks and panels
    "draw": Text("抽样", "drawn"),
    "type_scores": Text("保存打分", "saved scores"),
    "submit_scores": Text("提交打分", "handed in scores"),
    "answer_gap": Text("记录单位说明", "recorded the answer of the unit"),
    "add_seat": Text("增加专家", "added an expert"),
    "remove_seat": Text("移除专家", "removed an expert"),
    "sign_undertaking": Text("签署承诺书", "signed the undertaking"),
    "ask_recusal": Text("申请回避", "asked to stand back"),
    "grant_recusal": Text("同意回避", "let an expert stand back"),
    "decline_recusal": Text("不同意回避", "declined the recusal"),
    # what follows
    "issue": Text("下达整改", "issued"),
    "answer": Text("填写方案或结果", "wrote plan or result"),
    "set_deadline": Text("调整期限", "set the deadline"),
    "add_proof": Text("上传整改佐证", "added proof"),
    "remove_proof": Text("删除整改佐证", "removed proof"),
    "correct": Text("记录更正", "recorded a correction"),
    "withdraw_correction": Text("撤回更正", "took back a correction"),
    "propose": Text("按办法提出意见", "proposed by the rule"),
    "adjust": Text("人工调整", "set by hand"),
    "follow_rule": Text("恢复按办法", "followed the rule again"),
    "assemble": Text("整理公开内容", "assembled"),
    "hide": Text("遮盖词语", "hid words"),
    "show": Text("取消遮盖", "showed words again"),
    "reword": Text("改写文字", "worded a text anew"),
    # people and organisations
    "found": Text("建立地区", "founded the region"),
    "rename": Text("修改名称", "renamed"),
    "move": Text("调整隶属关系", "moved"),
    "change": Text("修改信息", "changed"),
    "settings": Text("修改个人设置", "changed own settings"),
    "reset_password": Text("重置密码", "gave a new password"),
    "change_password": Text("修改密码", "changed the password"),
    "enable": Text("启用", "enabled"),
    "disable": Text("停用", "disabled"),
    "add_role": Text("增加岗位", "gave a role"),
    "remove_role": Text("取消岗位", "took a role away"),
    "sign_on": Text("登记单点登录", "registered single sign-on"),
    "sign_in": Text("登录", "signed in"),
    "sign_out": Text("退出", "signed out"),
    "locked_out": Text("连续输错，已锁定", "was locked out after wrong attempts"),
    "second_factor_failed": Text("两步验证失败", "failed the second factor"),
    "second_factor_on": Text("启用两步验证", "switched on a second factor"),
    "second_factor_off": Text("停用两步验证", "switched off a second factor"),
    "revoke": Text("注销", "revoked"),
}
# Where the same word means another thing.
_ACTS_OF = {
    ("self_evaluation", "create"): Text("开始填报", "began"),
    ("monitoring", "create"): Text("开始填报", "began"),
    ("objective", "create"): Text("开始编制", "began"),
    ("adjustment", "create"): Text("开始调整", "began"),
    ("self_evaluation", "upload"): Text("上传填好的表", "uploaded a form"),
    ("monitoring", "upload"): Text("上传填好的表", "uploaded a form"),
    ("objective", "upload"): Text("上传填好的表", "uploaded a form"),
    ("monitoring", "answer"): Text("填写监控情况说明", "answered the questions of the round"),
    ("recheck", "create"): Text("选定复核", "chosen for a re-check"),
    ("recheck", "draw"): Text("抽中复核", "drawn for a re-check"),
    ("panel", "create"): Text("组建专家组", "formed the panel"),
    ("person", "create"): Text("新建账号", "made the account"),
    ("cycle", "carry_over"): Text("结转上年项目", "carried projects over"),
    ("token", "issue"): Text("签发令牌", "issued a token"),
}
SUBJECTS = {
    "person": Text("人员", "person"),
    "organisation": Text("机构", "organisation"),
    "membership": Text("岗位", "role"),
    "token": Text("接口令牌", "API token"),
    "cycle": Text("年度", "year"),
    "stage": Text("阶段", "stage"),
    "project": Text("项目", "project"),
    "projectyear": Text("项目", "project"),
    "expenditure": Text("支出", "expenditure"),
    "ledgerfile": Text("支出台账", "ledger"),
    "libraryindicator": Text("指标库", "indicator library"),
    "import": Text("批量导入", "import"),
    "sample": Text("抽样", "sample"),
}


def transition_of(subject: str, action: str) -> Transition | None:
    """The row of the state machine an event tells of, None where it tells of something else."""
    machine = all_machines().get(subject)
    return None if machine is None else next((row for row in machine.transitions if row.action == action), None)


def act_of(subject: str, action: str) -> Text:
    """What was done. A code that nobody has put into words stands for itself."""
    row = transition_of(subject, action)
    return row.label if row is not None else _ACTS_OF.get((subject, action)) or ACTS.get(action) or same(action)


def subject_of(subject: str) -> Text:
    """To what it was done."""
    machine = all_machines().get(subject)
    return machine.title if machine is not None else SUBJECTS.get(subject) or same(subject)
