"""The tree of everything we cannot go on from; each class writes its own sentence.

::

    CioError                          exit code
    ├── UsageProblem                  2  the words of the call do not fit
    ├── Refused                       3  the judge says no
    ├── Faulty                        4  findings stand in what was read
    ├── EnvironmentProblem            5  no git, no key, not a repository
    └── SomebodyWasFirst              6  the branch moved meanwhile
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from cio_ctl.model.finding import Finding, Translate


class CioError(Exception):
    """The root; ``template`` is the sentence and ``facts`` fill it."""

    exit_code: ClassVar[int] = 5
    template: ClassVar[str] = "cio-ctl cannot go on"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence())

    def sentence(self, translate: Translate = str) -> str:
        """What is in the way and what to do, in a sentence or two."""
        return translate(self.template).format(**self.facts)


class UsageProblem(CioError):
    """The words of the call do not fit."""

    exit_code = 2


class EnvironmentProblem(CioError):
    """Something around us is missing or broken."""

    exit_code = 5


class Faulty(CioError):
    """What was read holds findings, so it cannot be acted on."""

    exit_code = 4
    template = "{count} finding(s) stand in the way ({codes})"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        codes = ", ".join(dict.fromkeys(entry.code for entry in findings))
        super().__init__(count=len(findings), codes=codes)


class SomebodyWasFirst(CioError):
    """The branch moved between reading and writing."""

    exit_code = 6
    template = "{branch} moved while you decided; nothing was changed. Look at it again and repeat the command"


class BranchLocked(SomebodyWasFirst):
    """Somebody holds the lock of the branch, or left it behind."""

    template = (
        "{branch} is locked: another git is at work, or one was interrupted; nothing was changed. "
        "Repeat the command; if it stays so, run `cio-ctl doctor --mend`"
    )


class NotDecidedAgain(SomebodyWasFirst):
    """The server moved on, and the decision cannot be taken again there by itself."""

    template = (
        "{upstream} has moved on, so {commit}, which is committed here, was not taken there, "
        "and it is not decided again: {why}"
    )


class PushRefused(CioError):
    """The server takes the commit for no good."""

    exit_code = 3
    template = (
        "{upstream} refuses {commit}, which is committed here only: {said}. "
        "Take it back with `git reset --keep HEAD~1`, or ask who keeps the server"
    )


class PushFailed(EnvironmentProblem):
    """The server could not be asked."""

    template = "{commit} is committed here and could not be pushed to {upstream}: {said}. Push it with `git push`"


class NoUpstream(EnvironmentProblem):
    """git is not told where the branch is pushed to."""

    template = "{branch} has no upstream, so nothing was decided. Name one with `git push -u REMOTE {branch}`"


class UnsafeRemote(EnvironmentProblem):
    """The address of a remote is of a kind that could run a program."""

    template = "{address} is no address that is pushed to: https, http, ssh or a folder, so nothing was decided"


class UnknownForge(EnvironmentProblem):
    """The configuration names no forge that we know."""

    template = (
        "{forge} is no forge that cio-ctl knows, so nothing was done. "
        "Set it with `git config cio-ctl.forge NAME` to one of: {known}"
    )


class NoServer(EnvironmentProblem):
    """The server to which a request would go cannot be asked."""

    template = "{server} cannot be asked, so nothing was done: {said}"


class BadBranchName(UsageProblem):
    """A name that no branch can have."""

    template = "{branch} cannot be the name of a branch"


class BadRequirement(UsageProblem):
    """A text that pip should not be given in a workflow."""

    template = "{package} is nothing that pip installs: write cio-ctl==VERSION, or cio-ctl @ ADDRESS#sha256=DIGEST"


class WorkflowTaken(UsageProblem):
    """The forge's workflow is another one, or has been changed by hand."""

    template = (
        "{path} is there already and was not written by cio-ctl. "
        "Enter the job there by hand; `cio-ctl ci {forge} --show` prints it"
    )


class BranchTaken(UsageProblem):
    """A branch of that name is there already."""

    template = "there is a branch {branch} already. Change to it with `git switch {branch}`, or use another name"


class SystemRefused(EnvironmentProblem):
    """The operating system did not let us read or write: disk full, no permission, read-only."""

    template = "the system refuses: {place}: {problem}"


class GitMissing(EnvironmentProblem):
    """git is not on the search path."""

    template = "git is not installed or not on the search path. Install git 2.39.5 or later"


class GitFailed(EnvironmentProblem):
    """git answered with an exit code that we do not expect."""

    template = "git {command} failed: {said}"


class NotARepository(EnvironmentProblem):
    """No records repository here or above."""

    template = "{folder} is not inside a records repository. Change into one, or start one with `cio-ctl init`"


class NoSigningKey(EnvironmentProblem):
    """git is configured with no signing key."""

    template = (
        "git has no signing key. Make one with `ssh-keygen -t ed25519`, then "
        "`git config --global gpg.format ssh` and `git config --global user.signingkey ~/.ssh/id_ed25519.pub`"
    )


class UnusableSigningKey(EnvironmentProblem):
    """The configured signing key cannot be read or is of a kind that we do not accept."""

    template = "the signing key {key} cannot be used: {problem}"


class SigningFailed(EnvironmentProblem):
    """The signing program did not sign."""

    template = "{program} did not sign: {said}"


class ProgramMissing(EnvironmentProblem):
    """A program that is needed is not on the search path."""

    template = "{program} is not installed or not on the search path"


class DetachedHead(EnvironmentProblem):
    """HEAD names no branch, so a decision would belong to none."""

    template = "HEAD is on no branch. Change to one with `git switch BRANCH`"


class EmptyRepository(EnvironmentProblem):
    """There is no commit yet."""

    template = "this repository holds no office yet. Found one with `cio-ctl init`"


class UnknownSigner(EnvironmentProblem):
    """The signing key is nobody's in office."""

    template = (
        "your signing key {fingerprint} belongs to no officer in office here. Have the register's keeper enter it: "
        "`cio-ctl officer add` (a new officer) or `cio-ctl officer rekey` (a new key)"
    )


class UnknownRevision(UsageProblem):
    """No commit of that name or day."""

    template = "{revision} names no commit, branch or day of this repository"


class UnrelatedBranch(EnvironmentProblem):
    """A branch that began elsewhere."""

    template = "it shares no commit with the branch that we are on"


class NotBeforeHead(UsageProblem):
    """A commit that HEAD does not descend from."""

    template = "{commit} does not lie in the history of this branch"


class NoAmendments(UsageProblem):
    """The law has no kind of record by which several agree to a change of it."""

    template = "the law has no amendments: procedure.yaml would name their kind (docs/procedure-files.md)"


class NothingAmended(UsageProblem):
    """The files given are not law or register, or are what they were."""

    template = "{files}: only changed files of the law and the register can be proposed"


class NotSigned(UsageProblem):
    """A commit that no key of the register signed."""

    template = "{commit} is not signed by a key of the register, so there is nobody who could have made it"


class UnknownKey(UsageProblem):
    """A key that the officer does not have."""

    template = "{officer} has no key {fingerprint}. The keys on file are: {known}"


class UnknownRecord(UsageProblem):
    """No record ends like that."""

    template = "no record is named {reference}. `cio-ctl list` shows all{hint}"


class AmbiguousRecord(UsageProblem):
    """Several records end like that."""

    template = "{reference} can mean several records: {candidates}"


class UnknownOfficer(UsageProblem):
    """The register has nobody of that name."""

    template = "the register has no officer {officer}. `cio-ctl list officer` shows all"


class UnknownEntry(UsageProblem):
    """The record has no entry of that id."""

    template = "{record} has no entry {entry}. Its entries are: {entries}"


class UnknownKind(UsageProblem):
    """No kind of that name in this law."""

    template = "{kind} is no kind of record here. The kinds are: {kinds}"


class UnknownGrouping(UsageProblem):
    """Nothing of that name to put amounts together by."""

    template = "{by} is nothing that amounts are put together by; these are: {known}"


class WrongSlugs(UsageProblem):
    """The names given do not make an id of the kind."""

    template = "a {kind} is named by {needed}, each of a-z, 0-9 and hyphens; given: {given}"


class NotBornOf(UsageProblem):
    """The law does not draw up records of this kind from such a record."""

    template = "a {kind} is not drawn up from {record}; the law would say so in born-from"


class NotBornYet(UsageProblem):
    """The record from which another is to be drawn up does not stand where it should."""

    template = "{record} stands in {stage}; a {kind} is drawn up from it in: {stages}"


class NotScored(UsageProblem):
    """A record without a score sheet, or without the record that it is scored by."""

    template = "{record} has no score sheet, or does not name the record that it is scored by"


class BadAssignment(UsageProblem):
    """A --set that is not path=value."""

    template = "--set takes FIELD=VALUE (a.b=text); given: {given}"


class Refused(CioError):
    """The judge says no. ``findings`` say why, ``alternatives`` what this officer could do instead."""

    exit_code = 3
    template = "refused: {what} ({codes})"

    def __init__(self, what: str, findings: tuple[Finding, ...], alternatives: tuple[str, ...] = ()) -> None:
        self.findings = findings
        self.alternatives = alternatives
        super().__init__(what=what, codes=", ".join(dict.fromkeys(entry.code for entry in findings)))


class UnsafePath(EnvironmentProblem):
    """A file of the working tree cannot be reached without following a link."""

    template = "{path} in the working tree cannot be used: {problem}"


class OwnSignatureBad(EnvironmentProblem):
    """The signature just made does not verify."""

    template = "the {program} signature just made does not hold, so nothing was committed"


class UnreadableFile(UsageProblem):
    """A file that the user names cannot be read."""

    template = "{file} cannot be used: {problem}"


class TargetTaken(UsageProblem):
    """Something lies where a new folder or archive is to be."""

    template = "{place} is there already; name another place"


class NotEmpty(UsageProblem):
    """An office is founded on empty ground."""

    template = "{folder} is not an empty folder. Choose a new one"


class BadPost(UsageProblem):
    """A --role that is not role@unit."""

    template = "a role is given as ROLE@UNIT, such as department-cio@health; given: {given}"


class NothingToCompare(UsageProblem):
    """A record of a kind that compares nothing."""

    template = "{record} is no review that compares records. Kinds that do: {kinds}"


class UnknownRow(UsageProblem):
    """A reason for a row that is not there, or needs none."""

    template = "no row of the comparison called {item} needs a reason. See them with `cio-ctl compare … --dry-run`"


class BadReason(UsageProblem):
    """A --reason that is not item=reason."""

    template = "--reason takes ITEM=REASON; given: {given}"


class UnknownCode(UsageProblem):
    """Nothing of that name to explain."""

    template = "{code} is no finding code and no obligation of this law. `cio-ctl explain` lists all"


class SignerOutOfOffice(EnvironmentProblem):
    """The signing key was an officer's, and is so no more."""

    template = (
        "your signing key {fingerprint} is that of {officer}, but it was withdrawn or the officer is suspended. "
        "Sign with the key in force, or ask the register's keeper"
    )


class NothingWritten(UsageProblem):
    """The editor was left without a change."""

    template = "the text was left as it was, so nothing was changed"


class NothingCompared(EnvironmentProblem):
    """The law of this office has no part ``overlap``."""

    template = "the law of this office compares no records. docs/procedure-files.md says how it can (overlap)"


class NotCompared(UsageProblem):
    """A record of a kind that the law does not compare."""

    template = "{record} is a {kind}, which is not compared. Compared are: {kinds}"


class NotEntered(UsageProblem):
    """The law names no record in which the list for this one is entered."""

    template = "the law names no record in which what {record} may duplicate is entered"


class NoDraftToEnter(UsageProblem):
    """The record in which the list belongs is not drawn up."""

    template = "{record}, in which the list is entered, is not there yet. Draw it up with `cio-ctl new {kind} {names}`"


class NothingEvaluated(EnvironmentProblem):
    """No kind of this law has ``evaluates``."""

    template = "the law of this office evaluates nobody. docs/procedure-files.md says how it can (evaluates)"


class NotEvaluated(UsageProblem):
    """A record of a kind that evaluates nobody."""

    template = "{record} is a {kind}, and no evaluation"


class NoPeriod(UsageProblem):
    """Words that name no period."""

    template = "{period} names no period. Periods are named 2026, 2026-h1, 2026-q3 or 2026-07"


class UnknownUnit(UsageProblem):
    """The register has no unit of that name."""

    template = "the register has no unit {unit}. `cio-ctl list unit` shows all"


class NotInHistory(UsageProblem):
    """A commit that is not among those before HEAD."""

    template = "{commit} does not lie in the history of this branch, so nobody could compute from it again"


class NotInForce(UsageProblem):
    """A norm that is not in force at the commit computed from."""

    template = "{norm} is no norm in force at {commit}. In force are: {norms}"


class SeveralNorms(UsageProblem):
    """Several norms are in force, and none is named."""

    template = "several norms are in force: {norms}. Name one with --norm"


class NormDoesNotFit(UsageProblem):
    """A norm whose items are other than the criteria of the law."""

    template = "{norm} must give points for each of these and for nothing else, 100 in all: {criteria}"


class NamesNeeded(UsageProblem):
    """Neither a department and a period, nor an evaluation to check."""

    template = "name a department and a period, such as `health 2026`, or an evaluation with --check"


class NoPush(EnvironmentProblem):
    """Called as a hook, but not by git."""

    template = "this command is for git, which calls it when somebody pushes. Put it in with `cio-ctl hook install`"


class NotBare(EnvironmentProblem):
    """A repository in which somebody works."""

    template = (
        "{folder} is a repository with a working tree, which nobody should push to. Make a bare one with "
        "`git clone --bare`, or give --force"
    )


class ForeignHook(EnvironmentProblem):
    """Another pre-receive hook lies in the place of ours."""

    template = "{path} is a hook of somebody else's. Keep it and call it first with `cio-ctl hook install --chain`"


class HooksElsewhere(EnvironmentProblem):
    """git is configured to look for hooks in another folder."""

    template = (
        "core.hooksPath leads git to the hooks in {folder}, so a hook of this repository would never run. "
        "Set it for this repository alone: `git config core.hooksPath hooks`"
    )


class HookNotWritten(EnvironmentProblem):
    """The folder of hooks cannot be written."""

    template = "{path} cannot be written: {problem}"


class NotThatAnchor(UsageProblem):
    """A commit at which the protected branch does not start."""

    template = "{anchor} is not the founding commit of the protected branch of this repository"
