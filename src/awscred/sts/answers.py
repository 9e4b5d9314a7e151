"""What the answers of AWS, the network and botocore mean: a status, and a problem in words.

Only AWS itself makes a profile "refused", and only its settings make it "broken"; any doubt is
"unknown". Facts about botocore are from reading versions 1.43 and 1.44, and tests/test_sts.py
checks them. Facts about AWS are from the documentation of STS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TypeAlias
from urllib.parse import urlsplit

import botocore.exceptions as aws
from botocore.credentials import ProcessProvider
from botocore.parsers import ResponseParserError

from awscred.identity import Problem, Status
from awscred.settings import redact_words


class NeedsMfaCodeError(Exception):
    """botocore requires an MFA code, and nobody can be asked."""


class MfaSkippedError(Exception):
    """botocore wants a code, and the user entered none."""


class NeedsLoginError(Exception):
    """Somebody has to sign in. The argument is the command for it."""


class SignInOnlyError(Exception):
    """The profile can sign in, but has no credentials. The argument is its name, quoted for a
    shell."""


class NotAllowedError(Exception):
    """A credential_process would run, but is not allowed to."""


class ExposedError(Exception):
    """A credential_process would run, but other users can change the file or folder in the
    argument."""


class ForeignError(Exception):
    """Files that are not the user's own need credentials from this computer."""


class BadEnvironmentError(Exception):
    """botocore failed because of an environment variable, whose name is the argument."""


class IncompleteEnvironmentError(Exception):
    """The arguments are a variable that is missing, and the one that needs it."""

    def __str__(self) -> str:
        missing, name = self.args
        return f"{name} is set in the environment, but {missing} is not"


class ExpiredEnvironmentError(Exception):
    """The keys of the environment have expired, by what it says itself."""


class HurryError(Exception):
    """AWS refuses a signature, and there is no time to check whether that answer is outdated."""


class ChainTooLongError(Exception):
    """The chain is too long for botocore."""


class BadSettingError(Exception):
    """botocore failed because of a setting. The cause is not kept."""


class BadProcessError(Exception):
    """botocore failed because of what a process printed. The cause would contain all of the
    output."""


class BadKeysError(Exception):
    """These keys cannot be sent."""


class AnswerTooLongError(Exception):
    """The answer is longer, or has more tags, than any answer from AWS. The rest was not read."""


class OutputTooLongError(Exception):
    """A credential_process printed more than any credentials need. The rest was not read."""


class TokenTooLongError(Exception):
    """A token file is larger than any token. The argument is its path."""


_STUMBLING = (ValueError, IndexError, TypeError, AttributeError, RuntimeError, OverflowError)


@contextmanager
def reading() -> Iterator[None]:
    """While botocore reads settings or a process's output, its errors mean that these are wrong."""
    try:
        yield
    except aws.CredentialRetrievalError as error:
        if error.kwargs["provider"] == ProcessProvider.METHOD:  # whose message is its stderr
            raise BadProcessError from None
        raise
    except aws.BotoCoreError:
        raise  # some are also ValueErrors or RuntimeErrors
    except _STUMBLING as error:
        # Plain ValueError and IndexError: int(), shlex.split(), an empty command, an endpoint's
        # URL. Subclasses and other types: JSON (perhaps too deep), decoding, dates, missing fields,
        # credentials that have already expired.
        raise (
            BadSettingError if type(error) in (ValueError, IndexError) else BadProcessError
        ) from None


@contextmanager
def making() -> Iterator[None]:
    """While botocore creates a client, its errors mean that a setting is wrong."""
    try:
        with reading():
            yield
    except BadProcessError:
        raise BadSettingError from None
    except aws.BotoCoreError as error:
        if classify(error)[1].code == "Unexpected":
            raise aws.InvalidConfigError(error_msg=str(error)) from None
        raise


# The next two tables keep their layout, so that people can read them.
# fmt: off
_VALIDATE = "Run `awscred validate`."
_LATER = "Try again in a minute."
_BETWEEN = "Check the proxy and VPN, and open a web page: the network may require a login."

# AWS's error codes, as "operation:code" or code. Any other code is unknown.
_ANSWERS: dict[str, tuple[Status, str, str]] = {
    "InvalidClientTokenId": ("refused", "AWS does not know this access key.",
        "It may be mistyped, deleted or inactive. ASIA keys need a session token, AKIA keys none."),
    "SignatureDoesNotMatch": ("refused",
        "AWS knows the access key, but the secret does not belong to it.",
        "Enter the secret access key again, or create a new key."),
    "ExpiredToken": ("refused", "The temporary credentials have expired.",
        "Get new credentials from the same source."),
    "AccessDenied": ("refused", "AWS denied assuming this role: {message}",
        "Check role_arn, mfa_serial, the role's trust policy, and your permission to assume it."),
    "GetCallerIdentity:AccessDenied": ("unknown",  # needs no permission
        "Something between you and AWS blocked the request: {message}",
        "Ask your network administrator: a VPC endpoint policy or a firewall may block it."),
    "GetSessionToken:AccessDenied": ("refused", "AWS denied the session: {message}",
        "Check the MFA device, which must be the user's own, and the permission to use"
        " sts:GetSessionToken."),
    "GetSessionToken:ValidationError": ("refused", "AWS does not accept the request: {message}",
        "Check the MFA device and --duration-seconds."),
    "ForbiddenException": ("refused", "You may not use this role in this account: {message}",
        "Check sso_account_id and sso_role_name."),
    "ValidationError": ("refused", "AWS does not accept the role's settings: {message}",
        "Check role_arn, mfa_serial, duration_seconds and role_session_name."),
    "InvalidIdentityToken": ("refused", "AWS does not accept the web identity token: {message}",
        "Check web_identity_token_file and the role's identity provider."),
    "RegionDisabledException": ("unknown", "STS is not active for this account in this region.",
        "Use another region, or activate STS for the region in the IAM console."),
    "OptInRequired": ("unknown", "This account is not active, or not enabled in this region.",
        "Use another region, or complete the account's registration."),
}
_ALIASES = {
    "UnrecognizedClientException": "InvalidClientTokenId",
    "ExpiredTokenException": "ExpiredToken",
    "AccessDeniedException": "AccessDenied",
    "ResourceNotFoundException": "ForbiddenException",
    "IDPRejectedClaim": "InvalidIdentityToken",
}

_PARAMETERS = {  # of operations, with the setting of each
    "roleArn": "role_arn", "roleSessionName": "role_session_name", "serialNumber": "mfa_serial",
    "durationSeconds": "duration_seconds", "externalId": "external_id",
    "accountId": "sso_account_id", "roleName": "sso_role_name",
    "webIdentityToken": "the token in web_identity_token_file",
}

_NO_ROLE = "configured to assume role with web identity but has no role ARN configured"

# Errors from botocore (or this module); the first row that matches is used. If botocore's message
# contains only names and paths, "{error}" quotes it.
_Kinds: TypeAlias = "type[Exception] | tuple[type[Exception], ...]"
_FAILURES: tuple[tuple[_Kinds, Status, str, str, str], ...] = (
    (aws.ProfileNotFound, "broken", "ProfileNotFound", "The AWS CLI does not see this profile.",
        _VALIDATE),
    (aws.ConfigParseError, "broken", "FileUnreadable", "{error}.",
        "Run `awscred validate` to see the line."),
    (aws.NoCredentialsError, "broken", "NoCredentials", "The profile has no credentials.",
        "Run `awscred set PROFILE KEY VALUE` to add keys or a role."),
    (aws.InfiniteLoopConfigError, "broken", "BadProfile",
        "The chain of source_profile is circular.", _VALIDATE),
    (SignInOnlyError, "broken", "SignInOnly",
        "The profile can only sign in: without sso_account_id and sso_role_name it has no"
        " credentials.",
        "`aws sso login --profile {error}` works. To use an account, run"
        " `awscred set {error} sso_account_id ID sso_role_name NAME`."),
    (aws.PartialCredentialsError, "broken", "BadProfile",
        "The credentials are incomplete: {missing} is missing.", _VALIDATE),
    (aws.InvalidConfigError, "broken", "BadProfile", "{error}.", _VALIDATE),
    (ChainTooLongError, "broken", "RoleChainTooLong", "The chain of source_profile is too long.",
        "Use a source_profile that is closer to the keys."),
    (aws.InvalidRegionError, "broken", "InvalidRegion", "{region} is not a valid AWS region.",
        "Use a region code, such as eu-central-1."),
    (aws.ParamValidationError, "broken", "BadSetting",
        "The value of {parameter} is not valid.", "Correct it, or run `awscred validate`."),
    ((aws.ValidationError, aws.InvalidRetryConfigurationError,
      aws.InvalidIMDSEndpointError, aws.InvalidIMDSEndpointModeError, aws.InvalidDefaultsMode,
      aws.InvalidEndpointConfigurationError, aws.InvalidSTSRegionalEndpointsConfigError,
      aws.InvalidChecksumConfigError, aws.EndpointProviderError, aws.EndpointVariantError),
        "broken", "BadSetting", "{error}.", _VALIDATE),
    (BadSettingError, "broken", "BadSetting", "A setting has a value that AWS tools cannot read.",
        _VALIDATE),
    (BadEnvironmentError, "unknown", "BadEnvironment",
        "The environment variable {error} has a value that AWS tools cannot use.",
        "Correct it, or unset it."),
    (IncompleteEnvironmentError, "broken", "BadEnvironment", "{error}.",
        "Set both variables, or unset both."),
    (ExpiredEnvironmentError, "broken", "ExpiredToken",
        "By AWS_CREDENTIAL_EXPIRATION, the keys of the environment have expired.",
        "Get new credentials from the same source, or unset the variables."),
    (BadKeysError, "broken", "MalformedKey",
        "One of the keys is empty or has an invalid character.", "Enter the keys again."),
    (BadProcessError, "broken", "BadProcess",
        "credential_process failed, or did not print usable credentials as AWS tools expect them.",
        "Run the command by hand to see what it prints."),
    (OutputTooLongError, "broken", "BadProcess",
        "credential_process printed more than 1 MiB, so it was stopped.",
        "Run the command by hand to see what it prints."),
    (TokenTooLongError, "broken", "FileUnusable",
        "The web identity token file is larger than 1 MiB: {error}",
        "Check web_identity_token_file."),
    ((FileNotFoundError, PermissionError), "broken", "FileUnusable",
        "A program or file that has the credentials cannot be used: {file}",
        "Check that this file exists, and that you may read or run it."),
    (NeedsMfaCodeError, "unknown", "NeedsMfaCode", "The role requires an MFA code.",
        "Run the command in a terminal, without --no-input, to enter the code."),
    (MfaSkippedError, "unknown", "NeedsMfaCode", "No MFA code was entered.",
        "Try again, and enter the code."),
    (NotAllowedError, "unknown", "ProcessNotAllowed",
        "The profile gets its credentials from a program, which was not run.",
        "Run `awscred whoami PROFILE`, or use --allow-process."),
    (ExposedError, "unknown", "NotTrusted",
        "Other users can change {error}, so the profile's program was not run.",
        "Run `awscred validate` for the command that fixes this; --trust-file runs it anyway."),
    (ForeignError, "unknown", "NotTrusted",
        "The file is not yours, and its profile uses a program, a login, a file or the environment"
        " of this computer.",
        "Check its settings, then use --trust-file to trust all of them."),
    (HurryError, "unknown", "SignatureDoesNotMatch",
        "AWS says the secret does not belong to the access key, but may be remembering an old one.",
        "Allow time for a second try: `awscred whoami --timeout 10`."),
    (NeedsLoginError, "unknown", "NeedsLogin", "Not signed in, or the session has expired.",
        "Run `{error}`."),
    (aws.MissingDependencyException, "unknown", "MissingDependency",
        "A profile with login_session needs botocore's awscrt extension.",
        "Install botocore[crt] in awscred's environment."),
    ((aws.CredentialRetrievalError, aws.MetadataRetrievalError), "unknown", "NoSource",
        "The profile's credential_source has no usable credentials on this computer.",
        "Run awscred in the environment, container or EC2 instance that has them."),
    (aws.ProxyConnectionError, "unknown", "Proxy", "The proxy cannot be reached.",
        "Check HTTPS_PROXY and NO_PROXY."),
    (aws.SSLError, "unknown", "Tls", "There is no trusted connection to {host}.",
        "Check the clock; if a proxy intercepts TLS, set AWS_CA_BUNDLE to its certificate."),
    ((aws.HTTPClientError, aws.ConnectionError), "unknown", "Network",
        "{host} cannot be reached or does not answer.",
        "Check the network, the proxy and the region's name."),
    (AnswerTooLongError, "unknown", "NotAws",
        "The answer was larger than any answer from AWS; the rest was not read.", _BETWEEN),
    ((KeyError, ResponseParserError, RecursionError), "unknown", "NotAws",  # a web page, perhaps
        "The answer was not from AWS: something else answered the request.", _BETWEEN),
    (RuntimeError, "unknown", "Clock",  # botocore: "refreshed credentials are still expired"
        "By this computer's clock, new credentials have already expired.", "Correct the clock."),
    (Exception, "unknown", "Unexpected", "Unexpected error ({kind}).", _LATER),
)
# fmt: on

CAUGHT = (
    *(aws.BotoCoreError, aws.ClientError, ResponseParserError),
    *(
        NeedsMfaCodeError,
        MfaSkippedError,
        NeedsLoginError,
        NotAllowedError,
        ExposedError,
        ForeignError,
    ),
    *(
        SignInOnlyError,
        BadEnvironmentError,
        IncompleteEnvironmentError,
        ExpiredEnvironmentError,
        BadSettingError,
        BadProcessError,
        BadKeysError,
        ChainTooLongError,
        HurryError,
        AnswerTooLongError,
        OutputTooLongError,
        TokenTooLongError,
    ),
    # not botocore's own: it lets them through from files, processes and unexpected answers
    *(OSError, LookupError, ValueError, TypeError, AttributeError, RuntimeError, OverflowError),
)
"""What asking may raise without being a bug: `classify` knows all of them."""


def classify(error: Exception) -> tuple[Status, Problem]:
    """The status and problem for an exception of botocore, or one that it lets through."""
    if isinstance(error, aws.ClientError):
        return _classify_answer(error)
    if isinstance(error, aws.ParamValidationError) and "TokenCode" in str(error):
        return "unknown", Problem(
            "MfaCode", "An MFA code has six digits.", "Try again, and enter six digits."
        )
    told = getattr(error, "kwargs", {})  # the arguments of botocore's exceptions
    parameter = re.search(r"parameter:? \"?(\w+)", str(told.get("report")))
    values = {
        "parameter": _setting(parameter[1]) if parameter else "a setting",
        "missing": _quote(told.get("cred_var")).strip("'"),
        "error": _quote(error).rstrip("."),
        "region": _quote(told.get("region_name")),
        "host": urlsplit(str(told.get("endpoint_url", ""))).hostname or "AWS",
        "file": _quote(getattr(error, "filename", None) or "its name is unknown"),
        "kind": type(error).__name__,
    }
    _, status, code, message, hint = next(row for row in _FAILURES if isinstance(error, row[0]))
    return status, Problem(code, _line(message.format(**values)), _line(hint.format(**values)))


def _classify_answer(error: aws.ClientError) -> tuple[Status, Problem]:
    """The status and problem for an error in an answer: AWS's own, or a web page that botocore
    parsed."""
    answer, meta = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    code, message = str(answer.get("Code", "")), _quote(answer.get("Message", ""))
    http = meta.get("HTTPStatusCode", 0)
    if is_about_clock(error):
        return "unknown", Problem("Clock", _skew(meta.get("HTTPHeaders", {})), "Correct the clock.")
    if is_wrong_code(error):
        return "unknown", Problem(
            "MfaCode",
            "AWS did not accept the MFA code.",
            "Try again with a new code: each works once.",
        )
    if code.isdigit() or code in ("", "Unknown"):
        if http >= 500:
            return "unknown", Problem("Service", f"AWS or a proxy failed (HTTP {http}).", _LATER)
        return "unknown", Problem("NotAws", f"The answer was not from AWS (HTTP {http}).", _BETWEEN)
    code = _ALIASES.get(code, code)
    known = _ANSWERS.get(f"{error.operation_name}:{code}") or _ANSWERS.get(code)
    if known is None or not 400 <= http < 500:
        return "unknown", Problem(_line(code), _line(f"AWS answered {code}: {message}"), _LATER)
    status, text, hint = known
    return status, Problem(code, _line(text.format(message=message)), hint)


def is_unknown_key(error: aws.ClientError) -> bool:
    """Whether AWS does not know the key in the region that was asked."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    return "InvalidClientTokenId" in (code, _ALIASES.get(code))


def is_wrong_code(error: aws.ClientError) -> bool:
    """Whether AWS rejects an MFA code: it is wrong or expired, or was used before."""
    answer = error.response.get("Error", {})
    return "invalid MFA one time pass code" in str(answer.get("Message"))


def refused_in_region(region: str, accepted_in: str, *, temporary: bool) -> Problem:
    """The note for credentials that AWS refuses in their region and accepts in another.

    The token of `temporary` ones may be from the global endpoint, and not valid everywhere.
    """
    message = (
        f"AWS accepts these credentials in {accepted_in}, but refuses them in {region}: the AWS"
        " CLI would be refused there."
    )
    hint = f"Enable {region} for the account: `aws account enable-region --region-name {region}`."
    if temporary:
        hint += (
            " If it is enabled, the token is from the global STS endpoint: get one from a regional"
            " endpoint (sts_regional_endpoints = regional)."
        )
    return Problem("RegionRefused", message, hint)


def no_source(place: str) -> Problem:
    """What to say if no credentials came from a place outside of the files."""
    return Problem("NoSource", f"No usable credentials came from {place}.", _LATER)


def is_about_clock(error: aws.ClientError) -> bool:
    answer = error.response.get("Error", {})
    told = f"{answer.get('Code')} {answer.get('Message')}"
    signs = ("Signature expired", "not yet current", "RequestExpired", "RequestTimeTooSkewed")
    return any(sign in told for sign in signs)


def _skew(headers: dict[str, str]) -> str:
    """How wrong this computer's clock is, judged by the Date header of the answer."""
    try:
        there = parsedate_to_datetime(headers["date"])
        minutes = round((datetime.now(timezone.utc) - there).total_seconds() / 60)
    except (KeyError, ValueError, TypeError):
        minutes = 0
    if minutes == 0:
        return "AWS says that this computer's clock is wrong."
    direction = "ahead of" if minutes > 0 else "behind"
    return f"This computer's clock is {abs(minutes)} minutes {direction} AWS's."


def _quote(text: object) -> str:
    """A message of AWS or botocore without the values in it, any of which may be a secret.

    botocore reads a comment after a value, or a continued line, as part of the value.
    """
    if _NO_ROLE in str(text):
        return "web_identity_token_file needs a role_arn"
    without = re.sub(r"Value '.*?' at", "Value at", str(text), flags=re.DOTALL)
    without = re.sub(
        r"profile \(.*\) and sso-session \(.*\)",
        "profile and sso-session",
        without,
        flags=re.DOTALL,
    )
    return _line(redact_words(_in_settings(without)))


def _in_settings(text: str) -> str:
    """The text with the names of settings in place of parameters, quoted or not."""
    names = "|".join(f"[{name[0]}{name[0].upper()}]{name[1:]}" for name in _PARAMETERS)
    return re.sub(rf"'?\b({names})\b'?", lambda found: _setting(found[1]), text)


def _setting(parameter: str) -> str:
    """The setting that an operation's parameter comes from: `role_arn` for RoleArn."""
    return _PARAMETERS.get(parameter[:1].lower() + parameter[1:], parameter)


def _line(text: object) -> str:
    """One line of at most 300 characters, without control or direction characters."""
    shown = "".join(c if c.isprintable() else " " for c in str(text))
    return " ".join(shown.split())[:300]
