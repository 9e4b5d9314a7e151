"""An invalid URL, or one with a password.

## What it does
Reports `sso_start_url`, `endpoint_url` (in profiles and in services sections) and
`ec2_metadata_service_endpoint` if they are not `http://` or `https://` URLs. A host name and port
are not enough. URLs with a user name or password, and portal URLs with `http://`, are warnings.

## Why it matters
With an invalid endpoint, the AWS CLI and the JavaScript SDK stop, and the other tools fail at the
first call. An invalid `ec2_metadata_service_endpoint` stops the AWS CLI even if the profile has
valid keys. With an invalid portal URL, you cannot sign in. A password in a URL ends up in logs and
error messages.

## Example
```ini
[profile local]
endpoint_url = localhost:4566
```

## Use instead
```ini
[profile local]
endpoint_url = http://localhost:4566
```

## Fix safety
Unsafe: adds `https://` to a portal's URL, or replaces its `http://`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from awscred.findings import ERROR, WARNING, Finding, Fix
from awscred.forms import bare
from awscred.profiles import CONFIG
from awscred.rules.edits import change_value
from awscred.rules.rule import Bad, Context, Good, Rule
from awscred.rules.values.wrong import Wrong, wrong_values
from awscred.tools import load, tools_do, tools_reading

ID = "url-form"

_HOST = r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.?|\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9]+)?\])"
_REST = r"(?::[0-9]{1,5})?(?:[/?#][!-~]*)?"
_FORMS = {
    "sso_start_url": rf"(?i:https)://{_HOST}{_REST}",
    "endpoint_url": rf"(?i:https?)://{_HOST}{_REST}",
    "ec2_metadata_service_endpoint": rf"(?i:https?)://{_HOST}{_REST}",
}

_KEYS = """\
[a]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


def _session(url: str) -> str:
    return (
        f"[sso-session corp]\nsso_start_url = {url}\nsso_region = eu-west-1\n"
        "sso_registration_scopes = sso:account:access\n\n"
        "[profile b]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Dev\n"
    )


def _endpoint(url: str) -> str:
    return f"[profile a]\nendpoint_url = {url}\n"


BAD = (
    Bad(_endpoint("localhost:4566"), _KEYS, (("config", 2, "does not begin with http://"),)),
    Bad(_endpoint("http://"), _KEYS, (("config", 2, "host or port"),)),
    Bad(_endpoint("http://local host:4566"), _KEYS, (("config", 2, "a space"),)),
    Bad(_endpoint("http://<host>:4566"), _KEYS, (("config", 2, "host or port"),)),
    Bad(_endpoint("http://localhost:port"), _KEYS, (("config", 2, "host or port"),)),
    Bad(_endpoint("http://local_stack:4566"), _KEYS, (("config", 2, "an underscore"),)),
    Bad(_endpoint("https://me:example@minio.example.com"), _KEYS, (("config", 2, "a user name"),)),
    Bad(
        _session("example.awsapps.com/start"),
        "",
        (("config", 2, "sso_start_url of sso-session corp does not begin with https://"),),
        (_session("https://example.awsapps.com/start"), ""),
    ),
    Bad(
        _session("http://example.awsapps.com/start"),
        "",
        (("config", 2, "is not https"),),
        (_session("https://example.awsapps.com/start"), ""),
    ),
    Bad(_session("https://<your portal>/start"), "", (("config", 2, "a space"),)),
    Bad(
        "[profile a]\nec2_metadata_service_endpoint = 169.254.169.254\n",
        _KEYS,
        (("config", 2, "does not begin with http://"),),
    ),
    Bad(
        "[services local]\ns3 =\n  endpoint_url = localhost:9000\n",
        "",
        (("config", 3, "endpoint_url of services local"),),
    ),
)
GOOD = (
    *(
        Good(_session(url), "")
        for url in (
            "https://example.awsapps.com/start",
            "https://example.awsapps.com/start/#/",
            "https://d-1234567890.awsapps.com/start#",
            "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws",
            "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/example",
            "https://start.home.awsapps.cn/directory/example",
            "https://identitycenter.amazonaws.com/ssoins-1234567890abcdef",
        )
    ),
    Good(_endpoint("http://localhost:4566"), _KEYS),
    Good(_endpoint("http://[::1]:4566/"), _KEYS),
    Good("[services local]\ns3 =\n  endpoint_url = http://localhost:9000\n", ""),
    Good("[profile a]\nec2_metadata_service_endpoint = http://[fd00:ec2::254]\n", _KEYS),
)


def check(context: Context) -> Iterator[Finding]:
    for key, form in _FORMS.items():
        for wrong in wrong_values(context, key, re.compile(form).fullmatch):
            yield _finding(context, key, wrong)
    for wrong in _wrong_in_services(context):
        yield _finding(context, "endpoint_url", wrong)


def _wrong_in_services(context: Context) -> Iterator[Wrong]:
    is_right = re.compile(_FORMS["endpoint_url"]).fullmatch
    for name, sections in context.files.services.items():
        settings = (item for part in sections if part.plain is None for item in part.settings)
        for nested in (below for setting in settings for below in setting.nested):
            value = bare(nested.value)
            if nested.key.lower() == "endpoint_url" and value and not is_right(value):
                yield Wrong(f"services {name}", None, CONFIG, nested, value)


def _finding(context: Context, key: str, wrong: Wrong) -> Finding:
    portal = key == "sso_start_url"
    begin = "https://" if portal else "http:// or https://"
    severity, hint, tools = (
        ERROR,
        "write the whole URL, as you would type it in a browser",
        tools_reading(context.asked, key),
    )
    scheme, colon, rest = wrong.value.rpartition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    is_right = re.compile(_FORMS[key]).fullmatch
    if re.search(r"\s", wrong.value):
        says = "contains a space, which is not allowed in a URL"
    elif portal and scheme.lower() == "http" and is_right(f"https://{rest}"):
        severity, says, hint = (
            WARNING,
            "is not https, which every portal uses",
            "write https:// instead of http://",
        )
    elif scheme.lower() not in ("http", "https"):
        says, hint = f"does not begin with {begin}", f"write {begin} before the host"
    elif "@" in host and is_right(f"{scheme}://{rest.rpartition('@')[2]}"):
        severity, says = WARNING, "contains a user name or password, which ends up in logs"
        hint = "remove the part before the @: AWS tools do not need it"
    elif is_right(wrong.value.replace("_", "-")) and not portal:
        tools = tuple(tool for tool in tools if load(tool).HABITS.strict_hosts)
        refuse = tools_do(context.asked, tools, "refuses", "refuse")
        says = f"has an underscore in its host, which {refuse}"
        hint = "use a host name with only letters, digits, dots and dashes"
    else:
        says = "has an invalid host or port"
    fix = None
    if portal and (not colon or severity == WARNING) and is_right(f"https://{rest}"):
        edit = change_value(context.files, wrong.file, wrong.setting, f"https://{rest}")
        fix = Fix("write it with https://", False, (edit,))
    message = f"{key} of {wrong.title} {says}"
    return Finding(ID, severity, message, hint, wrong.place, wrong.name, tools, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
