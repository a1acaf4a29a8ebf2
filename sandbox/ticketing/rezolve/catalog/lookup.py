"""The sources behind LOOKUP and USER fields; this sandbox's own call, because no page documents one.

Source: docs.rezolve.ai "List Catalog Templates" names the source `approved_software_catalog`, nothing else.
"""

from collections.abc import Mapping
from typing import Final

from sandbox.ticketing.people import Directory

SOFTWARE_SOURCE: Final = "approved_software_catalog"
USER_SOURCE: Final = "users"

_SINGLE: Final = """
7-Zip; Android Studio; Anki; Ansible; Apache JMeter; Apache Maven; Apache NetBeans; Arduino IDE; Audacity;
AutoHotkey; BalenaEtcher; Bitwarden; Blender; Bruno; Calibre; ChemDraw; CLion; CMake; Cyberduck; Darktable;
DataGrip; DBeaver; DeepL; Docker Desktop; Draw.io; Eclipse IDE; Ember; Evernote; Fiddler; FileZilla; Figma;
FreeCAD; Geany; GIMP; Git; GitHub Desktop; GitKraken; GnuCash; GoLand; Google Chrome; Google Drive; Grafana;
Greenshot; HandBrake; Helm; Inkscape; Insomnia; IntelliJ IDEA; IrfanView; Jabref; Jenkins; Julia; Jupyter;
KeePassXC; Keka; Kicad; Krita; LibreOffice; LogSeq; Loom; Lucidchart; MATLAB; Mattermost; Meld; MiKTeX;
Minitab; Miro; MongoDB Compass; Mozilla Firefox; Mozilla Thunderbird; Mural; MySQL Workbench; Node.js;
Notepad++; Notion; OBS Studio; Obsidian; Octave; Okta Verify; OneNote; OpenJDK; OpenVPN; Opera; Oracle SQL
Developer; Origin; Pandoc; Paint.NET; PDFsam; pgAdmin; PhpStorm; Pidgin; Podman Desktop; PostgreSQL;
Postman; Power BI Desktop; Prezi; Process Explorer; PuTTY; PyCharm; Python; QGIS; R; Rancher Desktop;
RawTherapee; Rider; RStudio; RubyMine; Rust; SAP GUI; Scribus; ShareX; Signal; Simulink; SketchUp; Slack;
Snagit; SoapUI; SourceTree; Splunk; SPSS Statistics; Stata; Sublime Text; SumatraPDF; SwitchHosts; Tableau
Desktop; TeamViewer; Telegram; Terraform; TeXstudio; Tidal; Todoist; Toggl Track; TortoiseGit; Trello;
Unity; VeraCrypt; Vim; VirtualBox; Visual Studio Code; VLC media player; VMware Workstation; WebStorm;
WinMerge; WinRAR; WinSCP; Wireshark; WPS Office; XMind; Zed; Zoom; Zotero
"""
_FAMILIES: Final[Mapping[str, str]] = {
    "Adobe": "Acrobat Pro; After Effects; Audition; Creative Suite; Illustrator; InDesign; Photoshop; Premiere",
    "Autodesk": "3ds Max; AutoCAD; Fusion; Inventor; Maya; Navisworks; Revit",
    "Microsoft": "Access; Defender; Excel; Office; Outlook; PowerPoint; Project; Publisher; Teams; Visio; Word",
    "Atlassian": "Bamboo; Bitbucket; Confluence; Jira",
    "Cisco": "AnyConnect; Jabber; Webex",
    "Citrix": "ShareFile; Workspace",
    "SolidWorks": "CAM; Composer; Electrical; Simulation; Visualize",
}


def _software() -> tuple[str, ...]:
    singles = [name.strip() for name in _SINGLE.split(";")]
    families = [f"{maker} {name.strip()}" for maker, names in _FAMILIES.items() for name in names.split(";")]
    return tuple(sorted((*singles, *families), key=str.casefold))


SOFTWARE: Final = _software()
"""The approved software, about two hundred names in order."""


def entries(source: str, people: Directory) -> tuple[tuple[str, str], ...] | None:
    """All (value, label) of a source, or None when there is no such source."""
    if source == SOFTWARE_SOURCE:
        return tuple((name, name) for name in SOFTWARE)
    if source == USER_SOURCE:
        return tuple((person.email, person.name) for person in people.everybody())
    return None


def find(source: str, search: str, top: int, people: Directory) -> tuple[list[tuple[str, str]], int] | None:
    """The first `top` entries that contain the search text, those that begin with it first, and how many there are."""
    known = entries(source, people)
    if known is None:
        return None
    needle = search.strip().casefold()
    found = [entry for entry in known if needle in entry[1].casefold() or needle in entry[0].casefold()]
    found.sort(key=lambda entry: (not entry[1].casefold().startswith(needle), entry[1].casefold()))
    return found[:top], len(found)
