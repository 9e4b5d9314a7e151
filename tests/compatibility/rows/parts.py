"""Lines that many examples have, and what they mean."""

ID, SECRET = "AKIAI44QH8DHBEXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE"
TEMPORARY = ID.replace("AKIA", "ASIA")
ID_LINE = f"aws_access_key_id = {ID}\n"
SECRET_LINE = f"aws_secret_access_key = {SECRET}\n"
TOKEN_LINE = f"aws_session_token = {TOKEN}\n"
PAIR = ID_LINE + SECRET_LINE
KEYS = {"aws_access_key_id": ID, "aws_secret_access_key": SECRET}
"""What PAIR means."""
TEMPORARY_PAIR = PAIR.replace(ID, TEMPORARY)
TEMPORARY_KEYS = {
    "aws_access_key_id": TEMPORARY,
    "aws_secret_access_key": SECRET,
    "aws_session_token": TOKEN,
}

COMMAND = "/opt/get-keys"
PROCESS = f"credential_process = {COMMAND}\n"
GETS = {"credential_process": COMMAND}
"""What PROCESS means."""

ARN = "arn:aws:iam::123456789012:role/deploy"
PORTAL = "https://example.awsapps.com/start"
SCOPE = "sso:account:access"
SESSION_LINES = (
    f"sso_start_url = {PORTAL}\nsso_region = eu-west-1\nsso_registration_scopes = {SCOPE}\n"
)
SESSION = {
    "sso_start_url": PORTAL,
    "sso_region": "eu-west-1",
    "sso_registration_scopes": SCOPE,
}
"""What SESSION_LINES mean."""
ACCOUNT_LINES = "sso_account_id = 123456789012\nsso_role_name = Developer\n"
ACCOUNT = {"sso_account_id": "123456789012", "sso_role_name": "Developer"}
