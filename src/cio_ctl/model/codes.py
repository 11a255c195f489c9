"""Every finding code: the rule it belongs to, what it says, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One code. ``rule`` is the number in the judge's rule book; 0 outside it. A ``note`` is no fault."""

    code: str
    rule: int
    sentence: str
    remedy: str
    note: bool = False


_ALL = (
    # YAML and text (rule 8: records are valid)
    Code("Y-ENCODING", 8, "the file is not UTF-8 text", "save it as UTF-8 without a byte order mark"),
    Code(
        "Y-LINE-ENDING",
        8,
        "a carriage return or byte order mark stands in the file",
        "save it with LF line ends and without a byte order mark",
    ),
    Code(
        "Y-CHARACTER",
        8,
        "the character {character} is not allowed in a record",
        "remove it; control, bidirectional and invisible characters can make text look other than it is",
    ),
    Code(
        "Y-SIZE",
        8,
        "the file has {size} bytes, more than the {limit} allowed",
        "move long text into an annex and attach it",
    ),
    Code("Y-DEPTH", 8, "the nesting is deeper than {limit}", "flatten the structure"),
    Code("Y-SYNTAX", 8, "not readable as YAML: {problem}", "correct the line"),
    Code("Y-TAB", 8, "a tab stands in the indentation", "indent with blanks"),
    Code("Y-TAG", 8, "the tag {tag} is not allowed", "remove the tag; plain text, numbers and lists suffice"),
    Code("Y-ANCHOR", 8, "anchors and aliases are not allowed ({anchor})", "write the value out"),
    Code("Y-MERGE-KEY", 8, "the merge key << is not allowed", "write the fields out"),
    Code("Y-DIRECTIVE", 8, "YAML directives are not allowed", "remove the line beginning with %"),
    Code("Y-DOCUMENTS", 8, "the file holds more than one document", "keep one document a file"),
    Code("Y-DUPLICATE-KEY", 8, "the field {key} stands twice", "remove one of the two"),
    Code("Y-KEY", 8, "a field name is not plain text", "write the field name as a word"),
    Code("Y-NOT-A-MAPPING", 8, "the file is not a list of fields", "write it as `field: value` lines"),
    # rule 1: signed
    Code(
        "R1-UNSIGNED",
        1,
        "the commit carries no signature",
        "make changes through cio-ctl, or sign with `git commit -S`; then redo what this commit did",
    ),
    Code(
        "R1-BAD-SIGNATURE",
        1,
        "the signature does not hold: {reason}",
        "the commit was altered after signing or signed for another purpose; find out by whom, and redo the act",
    ),
    Code(
        "R1-UNKNOWN-KEY",
        1,
        "the key {fingerprint} belongs to no officer of the register at the parent commit",
        "have the register's keeper enter it with `cio-ctl officer add` or `officer rekey`, in a commit before its first use",
    ),
    Code(
        "R1-WITHDRAWN-KEY",
        1,
        "the key {fingerprint} of {officer} was withdrawn before this commit",
        "sign with the officer's key in force",
    ),
    Code(
        "R1-SUSPENDED",
        1,
        "{officer}, whose key {fingerprint} signed, was suspended before this commit",
        "have another holder of the role act",
    ),
    # rule 2: one act a commit
    Code("R2-MIXED", 2, "the commit mixes several kinds of act: {grounds}", "make one commit of each"),
    Code(
        "R2-SEVERAL",
        2,
        "a transition was committed together with other records: {records}",
        "commit each decision by itself",
    ),
    Code("R2-EMPTY", 2, "the commit changes nothing", "leave it out"),
    Code(
        "R2-STRAY-EVIDENCE",
        2,
        "{path} is evidence that no record of this commit names",
        "attach it with `cio-ctl attach`",
    ),
    Code(
        "R2-FOUNDING",
        2,
        "{path} stands in the founding commit, which holds law and register only",
        "draw it up after founding, with `cio-ctl new`",
    ),
    # rule 3: the transition exists and may happen
    Code(
        "R3-NO-TRANSITION",
        3,
        "{verb} is nothing that can be done to a {kind}",
        "see `cio-ctl show {record}` for what can",
    ),
    Code(
        "R3-WRONG-STAGE",
        3,
        "{verb} is not possible while {record} stands in {stage}",
        "it is possible in: {stages}",
    ),
    Code("R3-NO-SUCH-MOVE", 3, "{verb} in {stage} does not lead there", "possible are: {ways}"),
    Code(
        "R3-CONDITION",
        3,
        "{move} does not apply: {fields}",
        "check these fields; the law ties this move to other values",
    ),
    Code("R3-AMBIGUOUS", 3, "{verb} can mean several moves here", "name one: {choices}"),
    Code(
        "R3-GUARD",
        3,
        "not yet in place: {title_en} ({title_zh})",
        "bring this about first; {move} rests on it",
    ),
    Code(
        "R3-PAPER",
        3,
        "the annex {paper} is missing",
        "attach it with `cio-ctl attach {record} FILE --type {paper}`, in a draft",
    ),
    Code("R3-OPINION", 3, "{verb} needs an opinion", "add --opinion with the reasons"),
    Code(
        "R3-CHAIN",
        3,
        "decision {number} leaves {source}, but the record stood in {stage}",
        "decisions are only ever added by commands; restore the file from its last good commit",
    ),
    Code(
        "R3-STAGE",
        3,
        "the record says {stage}, but its decisions lead to {reached}",
        "the stage is changed by commands only; restore the file from its last good commit",
    ),
    Code(
        "R3-LEAVES",
        3,
        "the decision leaves {source}, but the record stood in {stage}",
        "take the decision again from the stage in which the record stands",
    ),
    Code(
        "R3-TARGET",
        3,
        "the decision leads to {target} and the record says {stage}; by the law it leads to {right}",
        "take the decision again with cio-ctl",
    ),
    Code(
        "R3-BEGINNING",
        3,
        "a new record begins in {initial} without decisions, not in {stage}",
        "draw it up with `cio-ctl new`",
    ),
    # rule 4: the role
    Code(
        "R4-ROLE", 4, "{officer} does not hold the role that {verb} asks for here", "it can be done by: {who}"
    ),
    Code("R4-DRAFTER", 4, "{officer} may not draw up or edit a {kind} here", "it can be done by: {who}"),
    # rule 5: separation of duties
    Code(
        "R5-SAME-PERSON",
        5,
        "{person} already submitted or judged {record} in this round, so {officer} may not {verb} it",
        "another person must: {who}",
    ),
    Code(
        "R5-COUNTS-ONCE",
        5,
        "{officer} has already signed {record}; a person counts once",
        "the other parties sign for themselves",
    ),
    Code(
        "R5-PARTY-SIGNED",
        5,
        "the body for which {officer} can {verb} has signed {record} already",
        "still to sign: {who}",
    ),
    # rule 6: nothing else changes
    Code("R6-FIELD", 6, "{verb} may not change the field {field}", "it may fill in: {fields}"),
    Code(
        "R6-DECISIONS",
        6,
        "stage or decisions of {record} were changed by hand ({old} to {stage})",
        "they change by commands only, one added decision a commit; restore the file and use the command",
    ),
    Code(
        "R6-NOT-A-DRAFT",
        6,
        "{record} was edited in {stage}, where it is no draft",
        "have it returned, or use a move that may set the field",
    ),
    # rule 7: the decision says what the signature says
    Code(
        "R7-SIGNER",
        7,
        "the decision names {by}, the signature is by {officer}",
        "each decides in their own name",
    ),
    Code("R7-TIME", 7, "the decision says {at}, the commit {commit_at}", "let cio-ctl write the time"),
    Code(
        "R7-BACKDATED",
        7,
        "the commit is dated {at}, before its parent ({parent})",
        "set the clock right and repeat the act",
    ),
    Code(
        "R7-FUTURE",
        7,
        "the commit is dated {at}, which has not come yet ({now})",
        "set the clock right and repeat the act",
    ),
    # rule 8: valid, resolved, kept
    Code("R8-SCHEMA", 8, "{field}: {problem}", "correct the field; `cio-ctl new {kind} --show` explains it"),
    Code("R8-REQUIRED", 8, "{field} is missing ({title})", "fill it in with `cio-ctl edit {record}`"),
    Code(
        "R8-KIND",
        8,
        "the record says it is a {kind}; at this path it must be a {expected}",
        "correct the field kind, or put the file where its kind belongs",
    ),
    Code("R8-STAGE", 8, "{stage} is no stage of this kind", "the stages are: {stages}"),
    Code("R8-REFERENCE", 8, "{target} is not an existing {kinds}", "name an existing record by its id"),
    Code("R8-UNIQUE", 8, "{field} {value} is already taken by {twin}", "use another value"),
    Code(
        "R8-DELETED",
        8,
        "{path} was deleted; nothing of record is deleted or renamed",
        "restore it with git; withdraw or reject what no longer counts",
    ),
    # rule 9: law and register
    Code("R9-LAW", 9, "{officer} may not change {path}", "the law is changed by: {who}"),
    Code(
        "R9-LAW-BROKEN",
        9,
        "the law of this commit cannot be read, so that of its parent goes on",
        "run `cio-ctl validate` before committing a change of law",
    ),
    Code("R9-REGISTER", 9, "{officer} may not change {fields} of {record}", "the register is kept by: {who}"),
    Code(
        "R9-OWN-RIGHTS",
        9,
        "{officer} gave themselves the role {role} in {unit}",
        "somebody else who may must enter it",
    ),
    Code(
        "R9-KEY-SHARED",
        9,
        "the key {fingerprint} is entered for {officer} and for {other}",
        "each person has keys of their own",
    ),
    Code(
        "R9-KEY-FINGERPRINT",
        9,
        "the register states the fingerprint {stated}; the key has {fingerprint}",
        "correct it, or enter the key with `cio-ctl officer`",
    ),
    Code("R9-ROLE-UNKNOWN", 9, "{role} is no role of this law", "the roles are: {roles}"),
    Code("R9-ROLE-UNIT", 9, "{role} cannot be held in {unit}, which is a {kind}", "it is held in: {kinds}"),
    Code("R9-UNIT-KIND", 9, "{kind} is no kind of unit of this law", "the kinds are: {kinds}"),
    Code(
        "R9-FOUNDER",
        9,
        "{officer} founded the office without holding the role {role} in it",
        "found the office anew with `cio-ctl init`",
    ),
    # rule 10: merges
    Code(
        "R10-ADDED",
        10,
        "the merge holds a {path} that neither side has",
        "merge again without changes of your own",
    ),
    Code("R10-DROPPED", 10, "the merge loses what one side did to {path}", "merge again, keeping both sides"),
    Code(
        "R10-DECISIONS",
        10,
        "both sides decided on {record}, so the merge cannot hold both",
        "keep the branch that was first and take the other decision again on it",
    ),
    Code("R10-OCTOPUS", 10, "the commit has {count} parents; two are allowed", "merge one branch at a time"),
    Code(
        "R10-UNRELATED",
        10,
        "the merged histories have no common beginning",
        "only branches of this office can be merged",
    ),
    Code(
        "R10-ARRIVING",
        10,
        "brought in by merge {merge}: {sentence}",
        "the branch that it joins has other law or register by now; redo the act there",
    ),
    # rule 11: evidence
    Code(
        "R11-MISSING",
        11,
        "the annex {file} is not in the repository",
        "attach the file with `cio-ctl attach`; it must lie in an evidence folder",
    ),
    Code(
        "R11-ALTERED",
        11,
        "the annex {file} is not what the record states (SHA-256 {stated}…, file has {actual}…)",
        "restore the file from its commit",
    ),
    Code(
        "R11-REPLACED",
        11,
        "the evidence {path} was changed",
        "restore it; attach a new file under a name of its own",
    ),
    # rule 12: the whole history
    Code(
        "R12-ANCHOR",
        12,
        "the history starts at {root}, not at the anchor {anchor}",
        "this is another history; fetch the right repository, or have the right anchor confirmed",
    ),
    Code(
        "R12-ROOTS",
        12,
        "the history has a second beginning",
        "histories of other repositories do not belong here",
    ),
    Code(
        "R12-REWRITTEN",
        12,
        "{branch} does not descend from {seen}, where you last saw it",
        "the history was rewritten; fetch the lost commits from another clone, and find out who did it",
    ),
    Code(
        "R12-SHALLOW", 12, "the repository is a shallow clone", "fetch the rest with `git fetch --unshallow`"
    ),
    Code(
        "R12-GRAFT",
        12,
        "the repository has grafts, which show another history than the one signed",
        "delete the file info/grafts in the git folder",
    ),
    Code(
        "R12-REPLACE",
        12,
        "the repository has replace refs, which show other objects than those signed",
        "delete them with `git replace -d`",
    ),
    Code(
        "R12-ALTERNATES",
        12,
        "the repository borrows objects from {folder}",
        "make it whole with `git repack -a -d`, then delete objects/info/alternates",
    ),
    Code(
        "R12-TRUST",
        12,
        "no anchor is pinned; {root} is taken on trust",
        "compare it with the id that the office publishes, then give --anchor {root}",
        note=True,
    ),
    Code(
        "R12-UNJUDGED",
        12,
        "the commit rests on one that has no readable law, so it cannot be judged",
        "mend the findings on its parents first",
    ),
    Code("R12-CORRUPT", 12, "git finds the object {object} broken or missing", "fetch it from another clone"),
    # rule 13: the tree
    Code("R13-MODE", 13, "{path} is {what}", "only ordinary files are allowed"),
    Code(
        "R13-NAME",
        13,
        "{path} is not a plain name",
        "use a to z, 0 to 9 and hyphens; the Chinese name stands inside the file",
    ),
    Code(
        "R13-OUTSIDE",
        13,
        "the law knows no place for {path}",
        "put it where its kind belongs, or have its folder opened in schemas/procedure.yaml",
    ),
    Code("R13-SIZE", 13, "{path} has {size} bytes, more than the {limit} allowed", "attach a smaller file"),
    Code("R13-TWIN", 13, "{path} differs from {twin} only in case", "choose another name"),
    # the law itself
    Code("L-KEY", 9, "unknown key {key}", "known here: {known}"),
    Code("L-MISSING", 9, "{key} is missing", "add it"),
    Code("L-TYPE", 9, "{key} must be {expected}", "correct it; docs/procedure-files.md has the form"),
    Code("L-UNKNOWN", 9, "{what} {name} does not exist", "known: {known}"),
    Code("L-DUPLICATE", 9, "{what} {name} is defined twice", "keep one"),
    Code(
        "L-OVERLAP", 9, "{kind} and {other} claim the same paths ({path})", "give each kind paths of its own"
    ),
    Code("L-SCHEMA", 9, "not a usable JSON Schema: {problem}", "correct it"),
    Code(
        "L-REF", 9, "$ref {ref} leaves the folder of schemas", "refer to `#/…` or to another file of schemas/"
    ),
    Code(
        "L-PATTERN",
        9,
        "the pattern {pattern} may take for ever or is not one: {problem}",
        "use character classes with plain counts, and no repeats within repeats",
    ),
    Code("L-UNREACHABLE", 9, "no transition leads to the stage {stage}", "add one, or remove the stage"),
    # the working tree
    Code(
        "W-EDITED",
        0,
        "{path} was edited by hand and not committed",
        "commit it with `cio-ctl edit {record}`, or go back with `git restore {path}`",
    ),
    Code("W-EXISTS", 0, "{record} exists already", "edit it with `cio-ctl edit {record}`"),
    # forms
    Code("F-FIELD", 0, "the form needs {field} ({title})", "fill it in: `cio-ctl edit {record}`"),
    Code("F-RECORD", 0, "the form needs {record} ({title})", "draw it up: `cio-ctl new {kind}`"),
    Code("F-TEMPLATE", 0, "template {template}, line {templateline}: {problem}", "correct the template"),
)

CODES: dict[str, Code] = {code.code: code for code in _ALL}
