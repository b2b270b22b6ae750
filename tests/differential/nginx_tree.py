"""Prints what crossplane makes of each file that a line of standard input names."""

import json
import re
import sys

import crossplane

lex = crossplane.lexer._lex_file_object


def words(file):
    """The words, up to one that crossplane reads otherwise than nginx: `${` does not protect `;`, `{` or a blank."""
    for word, line, quoted in lex(file):
        if not quoted and re.search(r"\$\{[^}]*[;{\s]", word):
            raise crossplane.errors.NgxParserSyntaxError("crossplane misreads `${`", file.name, line)
        yield word, line, quoted


crossplane.lexer._lex_file_object = words


def tree(statements):
    shown = []
    for statement in statements:
        # A comment between the words of a directive.
        if statement["directive"] == "#":
            continue
        directive = {name: statement[name] for name in ("directive", "args", "line")}
        if "block" in statement:
            directive["block"] = tree(statement["block"])
        shown.append(directive)
    return shown


for path in sys.stdin:
    parsed = crossplane.parse(path.strip(), check_ctx=False, check_args=False)
    errors = [error["error"] for error in parsed["errors"]]
    files = [{"file": config["file"], "directives": tree(config["parsed"])} for config in parsed["config"]]
    answer = {"value": {"files": files}}
    if errors:
        answer["error"] = errors[0]
    print(json.dumps(answer))
