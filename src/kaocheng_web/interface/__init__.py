"""Layout, language and parts of pages; knows no business."""
