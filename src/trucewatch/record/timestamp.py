"""Time stamps over tree heads (RFC 3161): what shows a record to be as old as it says.

A time-stamping authority is sent a digest and nothing else, and signs it together with the time.
This is the only module of the record that touches the network, and only where an authority is
configured. A stamp that was not obtained is a row that says why, so that its absence is not silent.

Not checked, by anything here: revocation of certificates, whether an authority's clock was right,
and whether its key was in other hands.
"""

from __future__ import annotations

import hashlib
import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from trucewatch.model.problem import Problem, shorten
from trucewatch.record.errors import RecordError, error
from trucewatch.record.line import is_digest

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse

NONE_CONFIGURED = "no time-stamping authority is configured"
MAX_BYTES = 64 * 1024
"""No answer and no token may be longer."""
_SCHEMES = ("http", "https")
_ASKED_AS = "application/timestamp-query"
_ANSWERED_AS = "application/timestamp-reply"
_OK = 200
_REPEATED = (301, 302, 307, 308)
"""Redirects after which the same question is put to the new address."""
_STATUSES = ("granted", "granted with modifications", "rejection", "waiting",
             "revocation warning", "revocation notification")
_DIGESTS = {"2.16.840.1.101.3.4.2.1": "sha256", "2.16.840.1.101.3.4.2.2": "sha384",
            "2.16.840.1.101.3.4.2.3": "sha512"}
"""Digest algorithms an authority may have signed under; older ones are not accepted."""
_ENDINGS = (".pem", ".crt", ".cer")
_SECRET = re.compile(r"^(\s*[a-z][a-z0-9+.-]*://)[^/?#]*@", re.IGNORECASE)


@dataclass(frozen=True)
class Stamp:
    """One row: a stamp over a tree head, or why there is none."""

    size: int
    """Tree size the head belongs to."""
    head: str
    """Tree head: 64 hexadecimal digits."""
    authority: str
    """Address asked, without user name and password; empty when none is configured."""
    token: bytes
    """The TimeStampResponse in DER, as received; empty when there is none."""
    reason: str
    """Why there is none; empty when there is one."""


@dataclass(frozen=True)
class Checked:
    """What a token shows."""

    time: datetime | None
    """Time the token states, in UTC; ``None`` when it is not a token over this head."""
    policy: str
    """Policy of the authority, as a dotted number."""
    trusted: bool
    """Whether the signature holds and leads to one of the given roots."""
    problem: str
    """What was found and what was expected; empty exactly when `trusted`."""


class NoStamp(Exception):
    """An answer or a token that is not what was asked for; the text is the reason."""


Ask = Callable[[str, bytes, float], bytes]
"""Sends a request to an address, with a timeout in seconds; returns the answer."""


def message(size: int, head: str) -> bytes:
    r"""Make the exact bytes that are stamped.

    They are ``trucewatch tree head\n<size>\n<head>\n`` in ASCII, so that anybody can stamp or
    check a head with other tools.

    Raises
    ------
    ValueError
        When the size is negative, or the head is not 64 lower-case hexadecimal digits.
    """
    if size < 0 or not is_digest(head):
        raise ValueError(f"not a tree head: size {size}, head {shorten(head)}")
    return b"trucewatch tree head\n%d\n%s\n" % (size, head.encode("ascii"))


def post(url: str, data: bytes, timeout: float) -> bytes:
    """Send a time-stamp request over HTTP and return the answer.

    Parameters
    ----------
    url
        Address of the authority, http or https. A redirect is followed to these only, with the
        same request, and never from https back to http.
    data
        The request, in DER.
    timeout
        Seconds without a byte after which it is given up; also the longest the body may take.

    Raises
    ------
    NoStamp, OSError, http.client.HTTPException, ValueError
        When there is no answer, or one that is too long or of another content type.
    """
    if urlsplit(url).scheme.lower() not in _SCHEMES:
        raise NoStamp("the address is neither http nor https")
    opener = urllib.request.build_opener(_Redirects)
    request = urllib.request.Request(url, data, {  # noqa: S310 (scheme checked above)
        "Content-Type": _ASKED_AS, "Accept": _ANSWERED_AS, "User-Agent": "trucewatch"})
    with opener.open(request, timeout=timeout) as response:
        kind = response.headers.get_content_type()
        if response.status != _OK:
            raise NoStamp(f"the authority answered HTTP {response.status}, expected {_OK}")
        if kind != _ANSWERED_AS:
            raise NoStamp(f"the answer is {shorten(kind)}, expected {_ANSWERED_AS}")
        return _read_all(response, time.monotonic() + timeout)


def stamp(
    size: int, head: str, authorities: Sequence[str], *, timeout: float = 10.0, ask: Ask = post
) -> list[Stamp]:
    """Ask each authority for a stamp over a tree head.

    Parameters
    ----------
    size, head
        The tree head and the size of its tree.
    authorities
        Addresses; each is asked once.
    timeout, ask
        Seconds to wait for each, and how to put the question.

    Returns
    -------
    list[Stamp]
        One row for each authority, stamp or not: nothing an authority does raises. One row that
        says so when there is no authority.

    Raises
    ------
    ValueError
        When size and head are not a tree head.
    """
    data = message(size, head)
    rows = []
    for address in dict.fromkeys(each.strip() for each in authorities if each.strip()):
        shown = _SECRET.sub(r"\1", address)
        try:
            if shown != address:
                raise NoStamp("the address holds a user name or a password, which the record "
                              "would show; expected one without")
            token, reason = _ask_for(data, address, timeout, ask), ""
        except NoStamp as unfit:
            token, reason = b"", str(unfit)
        rows.append(Stamp(size, head, shown, token, reason))
    return rows or [Stamp(size, head, "", b"", NONE_CONFIGURED)]


def check(token: bytes, size: int, head: str, roots: Sequence[bytes] = ()) -> Checked:
    """Check a token against a tree head.

    Parameters
    ----------
    token
        A TimeStampResponse in DER, as `Stamp` holds it.
    size, head
        The tree head it is said to be over.
    roots
        Certificates a person trusts, PEM or DER. Without any, structure and digest are checked,
        the signature is not, and the result is not trusted. Certificates are held against the time
        in the token, so that a stamp outlives them.

    Returns
    -------
    Checked
        Never raises, whatever the token holds.
    """
    when, policy = None, ""
    try:
        if size < 0 or not is_digest(head):
            raise NoStamp(f"found size {size}, head {shorten(head)}; expected a tree head")
        data = message(size, head)
        response = _over(token, data)
        when, policy = response.tst_info.gen_time, response.tst_info.policy.dotted_string
        _verify(response, data, roots)
    except NoStamp as unfit:
        return Checked(when, policy, False, str(unfit))
    except BaseException as failure:
        return Checked(None, "", False, _of_library(failure))
    return Checked(when, policy, True, "")


def load_roots(path: Path) -> list[bytes]:
    """Read the root certificates a person trusts.

    Parameters
    ----------
    path
        A file of certificates (PEM, or one in DER), or a folder of such (.pem, .crt, .cer).

    Returns
    -------
    list[bytes]
        The certificates in DER, each once, in the order of file names.

    Raises
    ------
    RecordError
        With a Problem for every file that cannot be read or holds no certificate.
    """
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    found: dict[bytes, None] = {}
    problems: list[Problem] = []
    for file in _root_files(path):
        try:
            for each in _certificates(file.read_bytes()):
                found[each.public_bytes(Encoding.DER)] = None
        except (OSError, ValueError) as failure:
            what = type(failure).__name__ if isinstance(failure, OSError) else str(failure)
            problems.append(_no_root(file, what, "certificates in PEM or DER").problem)
    if problems:
        raise RecordError(*problems)
    return list(found)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Puts the same question to the new address, where that is no worse than the old one."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str,
        headers: Message[str, str], newurl: str,
    ) -> urllib.request.Request | None:
        """Make the request to the new address."""
        scheme = urlsplit(newurl).scheme.lower()
        if code not in _REPEATED or scheme not in _SCHEMES or (req.type, scheme) == _SCHEMES[::-1]:
            fp.close()
            raise NoStamp(f"the authority redirects (HTTP {code}) to where it is not followed; "
                          "expected an answer, or another http or https address")
        return urllib.request.Request(  # noqa: S310 (scheme checked above)
            newurl, req.data, req.headers, req.origin_req_host, unverifiable=True)


def _read_all(response: http.client.HTTPResponse, deadline: float) -> bytes:
    """Read the body, at most `MAX_BYTES`; a timeout alone does not end a slow trickle."""
    body = b""
    while part := response.read1(MAX_BYTES + 1 - len(body)):
        body += part
        if len(body) > MAX_BYTES:
            raise NoStamp(f"the answer is longer than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise TimeoutError
    return body


def _ask_for(data: bytes, address: str, timeout: float, ask: Ask) -> bytes:
    """Get one token over `data`, checked as far as it can be without roots."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415

    request = TimestampRequestBuilder(data, HashAlgorithm.SHA256).build()
    token = _answer(address, request.as_bytes(), timeout, ask)
    try:
        response = _over(token, data)
        nonce = response.tst_info.nonce
        if nonce != request.nonce:
            raise NoStamp(f"the answer holds {'no' if nonce is None else 'another'} nonce, "
                          "expected the one sent")
        if not response.signed_data.certificates:
            raise NoStamp("the answer holds no certificate, expected the authority's")
    except NoStamp:
        raise
    except BaseException as failure:
        raise NoStamp(_of_library(failure)) from None
    return token


def _answer(address: str, request: bytes, timeout: float, ask: Ask) -> bytes:
    """Put the question; whatever goes wrong becomes a short reason."""
    try:
        return ask(address, request, timeout)
    except urllib.error.HTTPError as failure:
        with failure:
            reason = f"the authority answered HTTP {failure.code}, expected {_OK}"
    except (OSError, http.client.HTTPException, ValueError) as failure:
        why = getattr(failure, "reason", failure)
        if isinstance(why, TimeoutError):
            reason = f"the authority did not answer within {timeout:g} seconds"
        else:  # the name alone: the text differs between systems and languages
            name = type(why if isinstance(why, Exception) else failure).__name__
            reason = f"the authority could not be asked ({name})"
    raise NoStamp(reason)


def _over(token: bytes, data: bytes) -> TimeStampResponse:
    """Decode a token and check that it is granted, well formed and over these bytes."""
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415

    if not token or len(token) > MAX_BYTES:
        raise NoStamp(f"the answer has {len(token)} bytes, expected 1 to {MAX_BYTES}")
    try:
        response = decode_timestamp_response(token)
    except ValueError:
        raise NoStamp("the answer is not a time-stamp response (RFC 3161)") from None
    if response.status != 0:
        name = dict(enumerate(_STATUSES)).get(response.status, str(response.status))
        said = "".join(f": {shorten(text)}" for text in response.status_string[:1])
        raise NoStamp(f"the authority answered with status {name}{said}, expected granted")
    info = response.tst_info
    if info.version != 1:
        raise NoStamp(f"the token has version {info.version}, expected 1")
    algorithm = info.message_imprint.hash_algorithm.dotted_string
    if algorithm not in _DIGESTS:
        raise NoStamp(f"the token is over a digest of kind {algorithm}, expected "
                      f"{', '.join(_DIGESTS.values())}")
    if info.message_imprint.message != hashlib.new(_DIGESTS[algorithm], data).digest():
        raise NoStamp(f"the token is over {info.message_imprint.message.hex()[:16]}..., expected "
                      f"the {_DIGESTS[algorithm]} of this tree head")
    return response


def _verify(response: TimeStampResponse, data: bytes, roots: Sequence[bytes]) -> None:
    """Verify signature and chain; a fresh builder each time, as builders share their roots."""
    from rfc3161_client import VerificationError, VerifierBuilder  # noqa: PLC0415

    trusted: list[Certificate] = []
    for number, root in enumerate(roots, start=1):
        try:
            trusted += _certificates(root)
        except ValueError as wrong:
            raise NoStamp(f"root {number} of {len(roots)} is not a certificate "
                          f"({shorten(wrong)}), expected PEM or DER") from None
    if not trusted:
        raise NoStamp("the signature was not checked: no root certificate was given; time and "
                      "policy are what the token says")
    try:
        VerifierBuilder(roots=trusted).build().verify_message(response, data)
    except VerificationError as failure:
        said = str(failure)
        if chain := re.search(r'Verify error: ?([^"]*)', said):
            raise NoStamp(f"the signer's certificate is not accepted ({shorten(chain[1])}), "
                          "expected a time-stamping certificate, valid at that time, under a "
                          "root that was given") from None
        why = [said, *re.findall(r'reason: "([^"]*)"', said)][-1]
        raise NoStamp(f"the signature does not hold ({shorten(why)}), expected the bytes as "
                      "the authority signed them") from None


def _of_library(failure: BaseException) -> str:
    """Say that a library failed on a token; its Rust part panics outside of `Exception`."""
    if not isinstance(failure, Exception) and type(failure).__name__ != "PanicException":
        raise failure
    return f"the token cannot be read ({type(failure).__name__}), expected one as RFC 3161 says"


def _certificates(data: bytes) -> list[Certificate]:
    """Load certificates, PEM or DER; `ValueError` where there is none."""
    from cryptography import x509  # noqa: PLC0415

    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]


def _no_root(file: Path, found: str, expected: str) -> RecordError:
    return error(file.as_posix(), "unreadable_root", found=shorten(found), expected=expected,
                 mend="give the root certificate that the time-stamping authority publishes")


def _root_files(path: Path) -> list[Path]:
    """List the files of a folder that hold certificates, or the file itself."""
    if not path.is_dir():
        return [path]
    try:
        files = sorted(each for each in path.iterdir() if each.suffix.lower() in _ENDINGS)
    except OSError as failure:
        raise _no_root(path, type(failure).__name__, "a folder that can be read") from None
    if not files:
        raise _no_root(path, "a folder without any", f"files ending in {', '.join(_ENDINGS)}")
    return files
