"""Time stamps over tree heads: what is asked, what is kept, what a token shows and to whom."""

from __future__ import annotations

import io
import itertools
import socket
import subprocess
import sys
import urllib.error
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path
from urllib.request import Request

import pytest
from authority import (
    AT,
    POLICY,
    Authority,
    Issuer,
    asked,
    imprint_of,
    integer,
    rejection,
    running,
    sequence,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.record import RecordError, timestamp
from trucewatch.record.timestamp import NONE_CONFIGURED, Checked, Stamp, check, load_roots, stamp

HEAD, OTHER_HEAD = "5a" * 32, "5b" * 32
SIZE = 12
DATA = timestamp.message(SIZE, HEAD)
ISSUER, STRANGER = Issuer.make(), Issuer.make("Stranger")
TOKEN = ISSUER.token(imprint_of(DATA), 7)
ROOTS = [ISSUER.root_pem]


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy between the tests and 127.0.0.1, whatever this machine is set to."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def one(url: str, ask: timestamp.Ask = timestamp.post, timeout: float = 10.0) -> Stamp:
    """The only row of a stamp by one authority."""
    [row] = stamp(SIZE, HEAD, [url], ask=ask, timeout=timeout)
    assert (row.size, row.head, row.authority) == (SIZE, HEAD, url)
    assert bool(row.token) != bool(row.reason)
    return row


def giving(answer: bytes | Exception) -> timestamp.Ask:
    """An `Ask` that always gives the same answer."""

    def ask(url: str, data: bytes, timeout: float) -> bytes:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ask


# What is stamped


def test_the_stamped_bytes_are_these() -> None:
    assert timestamp.message(12, "5a" * 32) == b"trucewatch tree head\n12\n" + b"5a" * 32 + b"\n"
    assert timestamp.message(0, HEAD).split(b"\n")[1] == b"0"


@pytest.mark.parametrize(
    ("size", "head"), [(-1, HEAD), (1, HEAD.upper()), (1, HEAD[1:]), (1, HEAD + "\n"), (1, "")]
)
def test_what_is_no_tree_head_is_not_stamped(size: int, head: str) -> None:
    with pytest.raises(ValueError, match="not a tree head"):
        timestamp.message(size, head)
    with pytest.raises(ValueError, match="not a tree head"):
        stamp(size, head, [])
    checked = check(TOKEN, size, head, ROOTS)
    assert (checked.time, checked.trusted) == (None, False)
    assert "expected a tree head" in checked.problem


def test_loading_the_module_does_not_load_the_library() -> None:
    code = ("import sys, trucewatch.record.timestamp as t; t.stamp(1, 'a' * 64, []);"
            "assert not {'rfc3161_client', 'cryptography'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", code], check=True)


# Asking


def test_a_right_answer_is_kept_as_received(authority: Authority) -> None:
    seen = len(authority.seen)
    row = one(authority.url("right"))
    assert row.reason == ""
    assert check(row.token, SIZE, HEAD, [authority.issuer.root_pem]) == Checked(
        AT, POLICY, True, "")
    [(_, headers, request)] = authority.seen[seen:]
    assert headers["content-type"] == "application/timestamp-query"
    assert asked(request)[0] == imprint_of(DATA), "the digest, and of the message"
    assert HEAD.encode() not in request


def test_no_nonce_is_used_twice(authority: Authority) -> None:
    seen = len(authority.seen)
    stamp(SIZE, HEAD, [authority.url("right"), authority.url("right/again")])
    first, second = (asked(request)[1] for _, _, request in authority.seen[seen:])
    assert first != second


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("wrong-nonce", "the answer holds another nonce, expected the one sent"),
        ("no-nonce", "the answer holds no nonce, expected the one sent"),
        ("wrong-imprint", "the token is over {other}..., expected the sha256 of this tree head"),
        ("no-certificate", "the answer holds no certificate, expected the authority's"),
        ("with-mods", "the authority answered with status granted with modifications, "
                      "expected granted"),
        ("version-2", "the token has version 2, expected 1"),
        ("rejection", "the authority answered with status rejection: not today, expected granted"),
        ("granted-nothing", "the token cannot be read (ValueError), expected one as RFC 3161 says"),
        ("garbage", "the answer is not a time-stamp response (RFC 3161)"),
        ("cut", "the answer is not a time-stamp response (RFC 3161)"),
        ("appended", "the answer is not a time-stamp response (RFC 3161)"),
        ("empty", "the answer has 0 bytes, expected 1 to 65536"),
        ("too-long", "the answer is longer than 65536 bytes"),
        ("wrong-type", "the answer is text/html, expected application/timestamp-reply"),
        ("error-500", "the authority answered HTTP 500, expected 200"),
        ("hang-up", "the authority could not be asked (RemoteDisconnected)"),
    ],
)
def test_an_authority_that_does_wrong_is_a_row_with_the_reason(
    authority: Authority, mode: str, reason: str
) -> None:
    row = one(authority.url(mode))
    other = imprint_of(b"something else")[-32:].hex()[:16]
    assert (row.token, row.reason) == (b"", reason.format(other=other))


def test_an_authority_that_is_silent_is_given_up(authority: Authority) -> None:
    row = one(authority.url("silence"), timeout=0.05)
    assert row.reason == "the authority did not answer within 0.05 seconds"


def test_an_answer_that_trickles_is_given_up(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = itertools.count(step=11)
    monkeypatch.setattr("trucewatch.record.timestamp.time", Clock(lambda: float(next(clock))))
    row = one(authority.url("right"))
    assert row.reason == "the authority did not answer within 10 seconds"


@dataclass(frozen=True)
class Clock:
    """Stands for the module ``time``."""

    monotonic: Callable[[], float]


def test_an_authority_that_is_not_there() -> None:
    with socket.socket() as bound:  # bound, but not listening: nothing else can answer here
        bound.bind(("127.0.0.1", 0))
        row = one(f"http://127.0.0.1:{bound.getsockname()[1]}/")
    assert row.reason == "the authority could not be asked (ConnectionRefusedError)"


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (TimeoutError(), "the authority did not answer within 10 seconds"),
        (urllib.error.URLError(TimeoutError()), "the authority did not answer within 10 seconds"),
        (urllib.error.URLError("unknown url"), "the authority could not be asked (URLError)"),
        (ConnectionResetError("x"), "the authority could not be asked (ConnectionResetError)"),
    ],
)
def test_reasons_hold_no_text_of_the_system(failure: Exception, reason: str) -> None:
    assert one("https://tsa.example/", giving(failure)).reason == reason


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://127.0.0.1/", "tsa.example", "data:,x", "//127.0.0.1/"]
)
def test_only_http_and_https_are_asked(url: str) -> None:
    assert one(url).reason == "the address is neither http nor https"


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http://127.0.0.1:no/", "http://a b/", "http://a\x00b/"]
)
def test_an_address_that_is_none_is_a_reason(url: str) -> None:
    assert one(url).reason.startswith("the authority could not be asked (")


def test_a_password_in_an_address_is_neither_used_nor_kept(authority: Authority) -> None:
    seen = len(authority.seen)
    url = authority.url("right")
    [row] = stamp(SIZE, HEAD, [url.replace("://", "://me:secret@")])
    assert row.authority == url
    assert row.token == b""
    assert "user name or a password" in row.reason
    assert "secret" not in repr(row)
    assert len(authority.seen) == seen


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_followed_with_the_same_question(authority: Authority, status: int) -> None:
    seen = len(authority.seen)
    row = one(authority.url(f"redirect/{status}/{authority.url('right')}"))
    assert row.reason == ""
    (_, _, first), (mode, headers, second) = authority.seen[seen:]
    assert (mode, first) == ("right", second)
    assert headers["content-type"] == "application/timestamp-query"


@pytest.mark.parametrize(
    ("status", "target"),
    [(307, "file:///etc/passwd"), (302, "ftp://127.0.0.1/"), (308, "data:,x"), (303, "/right")],
)
def test_a_redirect_to_elsewhere_is_not_followed(
    authority: Authority, status: int, target: str
) -> None:
    seen = len(authority.seen)
    row = one(authority.url(f"redirect/{status}/{target}"))
    assert row.reason.startswith(("the authority redirects", "the authority answered HTTP 30"))
    assert len(authority.seen) == seen + 1


def test_a_redirect_from_https_to_http_is_not_followed(authority: Authority) -> None:
    def redirected(old: str, new: str) -> Request | None:
        return timestamp._Redirects().redirect_request(
            Request(old, DATA), io.BytesIO(), 307, "", Message(), new)

    with pytest.raises(timestamp.NoStamp, match="redirects"):
        redirected("https://tsa.example/", "http://tsa.example/")
    for old, new in (("http", "https"), ("http", "http"), ("https", "https")):
        request = redirected(f"{old}://tsa.example/", f"{new}://tsa.example/")
        assert request is not None
        assert (request.data, request.full_url) == (DATA, f"{new}://tsa.example/")


def test_redirects_in_a_circle_end(authority: Authority) -> None:
    row = one(authority.url("redirect/307/"))
    assert row.reason == "the authority answered HTTP 307, expected 200"


def test_one_row_for_each_authority_in_order_each_asked_once(authority: Authority) -> None:
    seen = len(authority.seen)
    right, wrong = authority.url("right"), authority.url("error-500")
    rows = stamp(SIZE, HEAD, [wrong, right, " ", right + " ", wrong])
    assert [(row.authority, bool(row.token)) for row in rows] == [(wrong, False), (right, True)]
    assert [mode for mode, _, _ in authority.seen[seen:]] == ["error-500", "right"]


@pytest.mark.parametrize("authorities", [[], [""], [" ", "\n"]])
def test_none_configured_is_a_row_too(authorities: list[str]) -> None:
    assert stamp(SIZE, HEAD, authorities) == [Stamp(SIZE, HEAD, "", b"", NONE_CONFIGURED)]


def test_what_an_authority_says_is_shown_on_one_line() -> None:
    text = rejection(text="no\n\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 500)
    reason = one("https://tsa.example/", giving(text)).reason
    assert reason.isprintable()
    assert len(reason) < 200


@pytest.mark.parametrize("status", [2, 3, 4, 5, 6, 200])
def test_no_status_but_granted_is_a_stamp(status: int) -> None:
    for answer in (rejection(status), ISSUER.token(imprint_of(DATA), 7, status=status)):
        assert "expected granted" in one("https://tsa.example/", giving(answer)).reason
        assert "expected granted" in check(answer, SIZE, HEAD, ROOTS).problem


def test_an_ask_that_is_broken_is_not_the_fault_of_an_authority() -> None:
    with pytest.raises(KeyError):
        stamp(SIZE, HEAD, ["https://tsa.example/"], ask=giving(KeyError()))


# Checking


@pytest.mark.parametrize(
    "roots",
    [[ISSUER.root_pem], [der(ISSUER.root)], [STRANGER.root_pem, ISSUER.root_pem],
     [STRANGER.root_pem + b"between\n" + ISSUER.root_pem]],
)
def test_under_a_trusted_root_time_and_policy_are_shown(roots: list[bytes]) -> None:
    assert check(TOKEN, SIZE, HEAD, roots) == Checked(AT, POLICY, True, "")


def test_roots_of_one_check_are_not_trusted_in_the_next() -> None:
    assert check(TOKEN, SIZE, HEAD, ROOTS).trusted
    assert not check(TOKEN, SIZE, HEAD, [STRANGER.root_pem]).trusted
    assert not check(TOKEN, SIZE, HEAD).trusted


@pytest.mark.parametrize(
    ("algorithm", "name"),
    [("2.16.840.1.101.3.4.2.2", "sha384"), ("2.16.840.1.101.3.4.2.3", "sha512")],
)
def test_longer_digests_are_read(algorithm: str, name: str) -> None:
    token = ISSUER.token(imprint_of(DATA, algorithm, name))
    assert check(token, SIZE, HEAD, ROOTS) == Checked(AT, POLICY, True, "")


def test_without_roots_nothing_is_trusted_and_it_says_so() -> None:
    assert check(TOKEN, SIZE, HEAD) == Checked(
        AT, POLICY, False, "the signature was not checked: no root certificate was given; time "
                           "and policy are what the token says")


def test_a_certificate_in_between_may_be_enclosed_or_given() -> None:
    issuer = Issuer.make(between=True)
    [middle] = issuer.between
    whole = issuer.token(imprint_of(DATA))
    bare = issuer.token(imprint_of(DATA), enclose=(issuer.certificate,))
    assert check(whole, SIZE, HEAD, [issuer.root_pem]) == Checked(AT, POLICY, True, "")
    assert check(bare, SIZE, HEAD, [issuer.root_pem, der(middle)]) == Checked(
        AT, POLICY, True, "")
    assert not check(bare, SIZE, HEAD, [issuer.root_pem]).trusted
    assert not check(whole, SIZE, HEAD, [der(middle)]).trusted, "a root is asked for"


def test_a_stamp_outlives_its_certificate() -> None:
    issuer = Issuer.make(until=datetime(2022, 1, 1, tzinfo=UTC))
    during = datetime(2021, 6, 1, tzinfo=UTC)
    token = issuer.token(imprint_of(DATA), at=during)
    assert check(token, SIZE, HEAD, [issuer.root_pem]) == Checked(during, POLICY, True, "")


NOT_ACCEPTED = "the signer's certificate is not accepted"
UNTRUSTED: dict[str, tuple[bytes, Issuer, str]] = {
    "another root": (TOKEN, STRANGER, f"{NOT_ACCEPTED} (unable to get local issuer"),
    "another root, its own enclosed": (
        ISSUER.token(imprint_of(DATA), enclose=(ISSUER.certificate, ISSUER.root)), STRANGER,
        f"{NOT_ACCEPTED} (self"),
    "signed after the certificate ended": (
        (late := Issuer.make(until=datetime(2026, 5, 1, tzinfo=UTC))).token(imprint_of(DATA)),
        late, f"{NOT_ACCEPTED} (certificate has expired)"),
    "signed before it began": (
        ISSUER.token(imprint_of(DATA), at=datetime(2019, 1, 1, tzinfo=UTC)), ISSUER,
        f"{NOT_ACCEPTED} (certificate is not yet valid"),
    "not for time stamps": (
        (code := Issuer.make(purpose=ExtendedKeyUsageOID.CODE_SIGNING)).token(imprint_of(DATA)),
        code, f"{NOT_ACCEPTED} (unsuitable certificate purpose)"),
    "for time stamps, but not only": (
        (loose := Issuer.make(critical=False)).token(imprint_of(DATA)), loose,
        f"{NOT_ACCEPTED} (unsuitable certificate purpose)"),
    "signer of the same name, another key": (
        Issuer(ISSUER.root, ISSUER.certificate, STRANGER.key).token(imprint_of(DATA)), ISSUER,
        "the signature does not hold"),
    "no certificate enclosed": (
        ISSUER.token(imprint_of(DATA), enclose=()), ISSUER, "the signature does not hold"),
    "another certificate enclosed": (
        ISSUER.token(imprint_of(DATA), enclose=(STRANGER.certificate,)), ISSUER,
        "the signature does not hold"),
}


@pytest.mark.parametrize("case", UNTRUSTED)
def test_a_chain_or_signature_that_fails_is_not_trusted(case: str) -> None:
    token, issuer, problem = UNTRUSTED[case]
    checked = check(token, SIZE, HEAD, [issuer.root_pem])
    assert not checked.trusted
    assert checked.problem.startswith(problem)
    assert "expected" in checked.problem
    assert checked.policy == POLICY, "what it says is shown, as not trusted"


@pytest.mark.parametrize(("size", "head"), [(SIZE, OTHER_HEAD), (SIZE + 1, HEAD)])
@pytest.mark.parametrize("roots", [ROOTS, []])
def test_a_token_over_another_head_shows_no_time(
    size: int, head: str, roots: list[bytes]
) -> None:
    found = imprint_of(DATA)[-32:].hex()[:16]
    assert check(TOKEN, size, head, roots) == Checked(
        None, "", False,
        f"the token is over {found}..., expected the sha256 of this tree head")


def test_a_weak_digest_is_not_accepted() -> None:
    token = ISSUER.token(imprint_of(DATA, "1.3.14.3.2.26", "sha1"))
    assert check(token, SIZE, HEAD, ROOTS) == Checked(
        None, "", False, "the token is over a digest of kind 1.3.14.3.2.26, expected sha256, "
                         "sha384, sha512")


@pytest.mark.parametrize("root", [b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n", TOKEN])
def test_a_root_that_is_none_is_named_and_nothing_is_trusted(root: bytes) -> None:
    checked = check(TOKEN, SIZE, HEAD, [ISSUER.root_pem, root])
    assert not checked.trusted
    assert checked.problem.startswith("root 2 of 2 is not a certificate (")


@pytest.mark.parametrize(
    "token", [b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 9000, TOKEN * 90,
              sequence(sequence(integer(0))), TOKEN[:-1], TOKEN + b"\0", b"<html>"]
)
def test_what_is_no_token_is_a_problem(token: bytes) -> None:
    for roots in (ROOTS, []):
        checked = check(token, SIZE, HEAD, roots)
        assert (checked.time, checked.policy, checked.trusted) == (None, "", False)
        assert checked.problem


def test_a_token_that_is_too_long_is_not_read() -> None:
    reason = "the answer has 65537 bytes, expected 1 to 65536"
    assert check(bytes(65537), SIZE, HEAD, ROOTS) == Checked(None, "", False, reason)
    assert one("https://tsa.example/", giving(bytes(65537))).reason == reason


def signed_parts() -> list[range]:
    """Where the signed bytes lie in `TOKEN`: the TSTInfo, the attributes, the signature."""
    info = TOKEN.index(b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04") + 13
    end_of_info = TOKEN.index(der(ISSUER.certificate)) - 4
    return [range(info, end_of_info), range(len(TOKEN) - 60, len(TOKEN))]


@given(place=st.sampled_from([at for part in signed_parts() for at in part]),
       flip=st.integers(1, 255))
def test_no_flip_in_signed_bytes_is_trusted(place: int, flip: int) -> None:
    altered = bytearray(TOKEN)
    altered[place] ^= flip
    checked = check(bytes(altered), SIZE, HEAD, ROOTS)
    assert not checked.trusted
    assert checked.problem


@given(place=st.integers(0, len(TOKEN) - 1), flip=st.integers(1, 255), rooted=st.booleans())
def test_no_flip_anywhere_raises_or_changes_what_is_trusted(
    place: int, flip: int, rooted: bool
) -> None:
    altered = bytearray(TOKEN)
    altered[place] ^= flip
    checked = check(bytes(altered), SIZE, HEAD, ROOTS if rooted else [])
    assert checked.trusted == (checked.problem == "")
    if checked.trusted:  # a byte no signature covers, as in the wrapping
        assert rooted
        assert checked == Checked(AT, POLICY, True, "")


@given(token=st.binary(max_size=300) | st.lists(
    st.tuples(st.integers(0, len(TOKEN)), st.integers(0, len(TOKEN))), min_size=1, max_size=4
).map(lambda cuts: b"".join(TOKEN[a:b] for a, b in cuts)))
def test_nothing_made_of_pieces_is_trusted(token: bytes) -> None:
    checked = check(token, SIZE, HEAD, ROOTS)
    assert checked.trusted == (token == TOKEN)
    assert one("https://tsa.example/", giving(token)).token == b"", "it has not our nonce"


# What the library may do wrong


class PanicException(BaseException):
    """As the library's Rust part raises it."""


@pytest.mark.parametrize("failure", [PanicException("unwrap"), KeyError("x"), AssertionError()])
def test_a_library_that_fails_is_a_problem(
    monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    break_library(monkeypatch, failure)
    expected = (f"the token cannot be read ({type(failure).__name__}), expected one as RFC 3161 "
                "says")
    assert check(TOKEN, SIZE, HEAD, ROOTS) == Checked(None, "", False, expected)
    assert one("https://tsa.example/", giving(TOKEN)).reason == expected


@pytest.mark.parametrize("attempt", [
    lambda: check(TOKEN, SIZE, HEAD), lambda: one("https://tsa.example/", giving(TOKEN))])
def test_a_person_can_still_stop_it(
    monkeypatch: pytest.MonkeyPatch, attempt: Callable[[], object]
) -> None:
    break_library(monkeypatch, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        attempt()


def break_library(monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> None:
    def fail(_: bytes) -> None:
        raise failure

    monkeypatch.setattr("rfc3161_client.decode_timestamp_response", fail)


# Roots from files


def test_roots_of_a_file_and_of_a_folder(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(b"# ours\n" + ISSUER.root_pem + STRANGER.root_pem + ISSUER.root_pem)
    (tmp_path / "a.CRT").write_bytes(STRANGER.root_pem)
    (tmp_path / "c.cer").write_bytes(der(ISSUER.certificate))
    (tmp_path / "readme.txt").write_bytes(b"no certificate")
    assert load_roots(both) == [der(ISSUER.root), der(STRANGER.root)]
    assert load_roots(tmp_path) == [der(STRANGER.root), der(ISSUER.root), der(ISSUER.certificate)]
    assert check(TOKEN, SIZE, HEAD, load_roots(both)).trusted


def test_every_file_that_holds_no_root_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(b"x")
    (tmp_path / "b.pem").write_bytes(ISSUER.root_pem)
    (tmp_path / "c.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    (tmp_path / "d.pem").mkdir()
    with pytest.raises(RecordError) as caught:
        load_roots(tmp_path)
    problems = caught.value.problems
    assert [Path(each.file).name for each in problems] == ["a.pem", "c.pem", "d.pem"]
    assert {each.code for each in problems} == {"unreadable_root"}
    assert all(each.found and each.expected and each.mend for each in problems)


def test_a_folder_without_roots_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path, found in ((tmp_path, "a folder without any"),
                        (tmp_path / "none.pem", "FileNotFoundError")):
        with pytest.raises(RecordError) as caught:
            load_roots(path)
        assert caught.value.problem.found == found
        assert caught.value.problem.file == path.as_posix()
