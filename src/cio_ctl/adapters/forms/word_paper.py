"""A whole Word file around paragraphs and tables: page, fonts and page numbers as official papers have them."""

from __future__ import annotations

from html import escape
from typing import Final

from cio_ctl.adapters.forms.word_archive import word_file_of
from cio_ctl.adapters.forms.word_xml import NAMESPACE, NUMBER_FONT, twips

WIDTH: Final = 156
"""Millimetres between the margins."""
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE: Final = "application/vnd.openxmlformats-package.core-properties+xml"
_PARTS: Final = {
    "/word/document.xml": f"{_KIND}.document.main+xml",
    "/word/styles.xml": f"{_KIND}.styles+xml",
    "/word/settings.xml": f"{_KIND}.settings+xml",
    "/word/footer1.xml": f"{_KIND}.footer+xml",
    "/word/footer2.xml": f"{_KIND}.footer+xml",
    "/docProps/core.xml": _CORE,
}
_MARGINS: Final = " ".join(
    f'w:{side}="{twips(width)}"'
    for side, width in (("top", 37), ("right", 26), ("bottom", 35), ("left", 28), ("header", 15), ("footer", 22))
)
_PAGE: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="even" r:id="rId4"/>'
    f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/><w:pgMar {_MARGINS} w:gutter="0"/></w:sectPr>'
)
_STYLES: Final = f"""<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>\
<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>\
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>\
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">\
<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>\
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>\
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>\
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>"""
_SETTINGS: Final = (
    f'<w:settings {NAMESPACE}><w:zoom w:percent="100"/><w:mirrorMargins/><w:defaultTabStop w:val="420"/>'
    '<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    "</w:compat></w:settings>"
)


def word_paper(title: str, body: str) -> bytes:
    """A Word file of A4 pages with these paragraphs and tables, numbered at the foot, outside."""
    document = f'<w:document {NAMESPACE} xmlns:r="{_OFFICE}"><w:body>{body}{_PAGE}</w:body></w:document>'
    types = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in _PARTS.items())
    defaults = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    about = f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{escape(title, quote=False)}</dc:title>'
    texts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>',
        "_rels/.rels": _links(
            (f"{_OFFICE}/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "word/_rels/document.xml.rels": _links(
            *((f"{_OFFICE}/{kind}", f"{kind}.xml") for kind in ("styles", "settings")),
            *((f"{_OFFICE}/footer", f"footer{number}.xml") for number in (1, 2)),
        ),
        "word/document.xml": document,
        "word/styles.xml": _STYLES,
        "word/settings.xml": _SETTINGS,
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties">{about}'
        "</cp:coreProperties>",
    }
    return word_file_of({name: (_HEAD + text).encode() for name, text in texts.items()})


def _links(*links: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _footer(side: str) -> str:
    """A page number between strokes, one letter away from the margin."""
    letters = f'<w:rPr><w:rFonts w:ascii="{NUMBER_FONT}" w:eastAsia="{NUMBER_FONT}" w:hAnsi="{NUMBER_FONT}"/>'
    letters += '<w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr>'
    run = f"<w:r>{letters}" + '<w:t xml:space="preserve">{}</w:t></w:r>'
    number = f'<w:fldSimple w:instr=" PAGE ">{run.format("1")}</w:fldSimple>'
    about = f'<w:pPr><w:ind w:left="280" w:right="280"/><w:jc w:val="{side}"/></w:pPr>'
    line = f"<w:p>{about}{run.format('— ')}{number}{run.format(' —')}</w:p>"
    return f"<w:ftr {NAMESPACE}>{line}</w:ftr>"
