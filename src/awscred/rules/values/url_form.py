"""A URL that is none, or that holds a password.

## What it does
Reports `sso_start_url`, `endpoint_url` (in profiles and in services sections) and
`ec2_metadata_service_endpoint` where they are no `http://` or `https://` URL, as host names and
ports alone are not. URLs with a login in them, and portals by `http://`, are warnings.

## Why it matters
The AWS CLI and the JavaScript SDK stop at an endpoint that is no URL, the others at the first call;
`ec2_metadata_service_endpoint` stops the AWS CLI even where the profile has good keys. No sign-in
begins without the portal's URL. A login in a URL ends up in logs and error messages.

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
Unsafe: a portal's address gets the `https://` that it lacks, or in place of `http://`.
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
    Bad(_endpoint("http://"), _KEYS, (("config", 2, "has no host"),)),
    Bad(_endpoint("http://local host:4566"), _KEYS, (("config", 2, "a blank"),)),
    Bad(_endpoint("http://<host>:4566"), _KEYS, (("config", 2, "has no host"),)),
    Bad(_endpoint("http://localhost:port"), _KEYS, (("config", 2, "has no host"),)),
    Bad(_endpoint("http://local_stack:4566"), _KEYS, (("config", 2, "an underscore"),)),
    Bad(_endpoint("https://me:example@minio.example.com"), _KEYS, (("config", 2, "a login"),)),
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
    Bad(_session("https://<your portal>/start"), "", (("config", 2, "a blank"),)),
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
    severity, hint, tools = ERROR, "write the whole URL, as a browser takes it", tools_reading(key)
    scheme, colon, rest = wrong.value.rpartition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    is_right = re.compile(_FORMS[key]).fullmatch
    if re.search(r"\s", wrong.value):
        says = "has a blank in it, which no URL has"
    elif portal and scheme.lower() == "http" and is_right(f"https://{rest}"):
        severity, says, hint = WARNING, "is not https, as every portal is", "write https://"
    elif scheme.lower() not in ("http", "https"):
        says, hint = f"does not begin with {begin}", f"write {begin} in front of it"
    elif "@" in host and is_right(f"{scheme}://{rest.rpartition('@')[2]}"):
        severity, says = WARNING, "has a login in it, which ends up in logs"
        hint = "leave the login out: AWS's tools do not need one"
    elif is_right(wrong.value.replace("_", "-")) and not portal:
        tools = tuple(tool for tool in tools if load(tool).HABITS.strict_hosts)
        says = f"has an underscore in its host, which {tools_do(tools, 'refuses', 'refuse')}"
        hint = "give the host a name of letters, digits and dashes"
    else:
        says = "has no host, or no port, that can be one"
    fix = None
    if portal and (not colon or severity == WARNING) and is_right(f"https://{rest}"):
        edit = change_value(context.files, wrong.file, wrong.setting, f"https://{rest}")
        fix = Fix("begin with https://", False, (edit,))
    message = f"{key} of {wrong.title} {says}"
    return Finding(ID, severity, message, hint, wrong.place, wrong.name, tools, fix)


RULE = Rule(ID, __doc__, ERROR, check, BAD, GOOD)
