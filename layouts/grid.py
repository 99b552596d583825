"""Lists: their columns, and a grid that reads them from the server block by block."""

from typing import Any

import dash_ag_grid as dag

from layouts import theme

NUMBER = {
    "cellClass": "ag-right-aligned-cell cell-number",
    "headerClass": "ag-right-aligned-header",
    "type": "rightAligned",
}
LOOKS = {word: {"tone": look.tone, "icon": look.icon} for word, look in theme.STATUS.items()}
Column = dict[str, Any]


def text(field: str, name: str, **more: Any) -> Column:
    return {"field": field, "headerName": name, "minWidth": 130, "flex": 1, "tooltipField": field, **more}


def lead(field: str, name: str) -> Column:
    """The column a row is known by: wider, and never squeezed."""
    return text(field, name, flex=2, minWidth=190)


def opener(field: str, name: str) -> Column:
    """The same as a button; pressing it, or anywhere in its row, hands the row's id to the server."""
    return lead(field, name) | {"cellRenderer": "RowOpen"}


def status(field: str, name: str, looks: dict[str, Any] = LOOKS, width: int = 150) -> Column:
    shown = {"cellRenderer": "StatusTag", "cellRendererParams": {"looks": looks}}
    return {"field": field, "headerName": name, "width": width, **shown}


def date(field: str, name: str) -> Column:
    return {
        "field": field,
        "headerName": name,
        "width": 130,
        "valueFormatter": {"function": "crmDate(params.value)"},
    } | NUMBER


def moment(field: str, name: str, width: int = 172) -> Column:
    """A point in time in the reader's zone; pointing at it says it in UTC."""
    return {
        "field": field,
        "headerName": name,
        "width": width,
        "valueFormatter": {"function": "crmDate(params.value)"},
        "tooltipValueGetter": {"function": "crmUtc(params.value)"},
    }


def number(field: str, name: str, unit: str = "", digits: int = 0) -> Column:
    """Right-aligned, with its unit in the header."""
    shown = {"function": f"crmNumber(params.value, {digits})"}
    return {
        "field": field,
        "headerName": f"{name}, {unit}" if unit else name,
        "width": 120,
        "valueFormatter": shown,
    } | NUMBER


def action(name: str, label: str, icon: str, width: int) -> Column:
    """A button in each row; a row says in `fixed` why it has none. One to a column, so that the keyboard reaches it."""
    shown = {"cellRenderer": "RowAction", "cellRendererParams": {"name": name, "label": label, "icon": icon}}
    return {"colId": name, "headerName": "", "width": width, "sortable": False, "resizable": False, **shown}


def history(table: str) -> Column:
    """A link from each row to what was ever changed in it."""
    shown = {"cellRenderer": "RecordHistory", "cellRendererParams": {"table": table}}
    return {"colId": "history", "headerName": "", "width": 62, "sortable": False, "resizable": False, **shown}


def first_by(columns: list[Column], field: str, way: str = "asc") -> list[Column]:
    """The same columns, sorted by one of them at first."""
    return [column | ({"sort": way} if column.get("field") == field else {}) for column in columns]


def listing(id_: Any, columns: list[Column], class_name: str, **options: Any) -> dag.AgGrid:
    """Rows come from the server, block by block, as the reader scrolls; it sorts them too."""
    return dag.AgGrid(
        id=id_,
        columnDefs=columns,
        defaultColDef={"sortable": True, "resizable": True, "suppressHeaderMenuButton": True},
        rowModelType="infinite",
        getRowId="params.data.id",
        dashGridOptions=_options() | options,
        eventListeners={"modelUpdated": ["crmFit(params)"]},
        className=class_name,
    )


def _options() -> dict[str, Any]:
    return {
        "maxConcurrentDatasourceRequests": 1,  # an answer is taken for that of the latest request
        "theme": theme.GRID_THEME,
        "cacheBlockSize": 100,
        "maxBlocksInCache": 20,
        "infiniteInitialRowCount": 20,
        "ensureDomOrder": True,
        "enableCellTextSelection": True,
        "tooltipShowDelay": 400,
    }
