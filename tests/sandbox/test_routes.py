"""The API that the sandbox speaks, request by request, over the in-process transport."""

from __future__ import annotations

import base64
import io
import json
import re

import pytest
from PIL import Image

from krea_widgets.api.responses import read_job
from krea_widgets.catalogue import Model
from krea_widgets.catalogue.build import records
from krea_widgets.sandbox.assets import SUFFIXES, sniff

JSON = {"content-type": "application/json"}
GENERATE = "/generate/video/kling/kling-2.5"


def test_job_replies_have_the_documented_shape(simulator):
    reply = simulator.generate(duration=5).json()
    assert {"job_id", "status", "type", "created_at", "completed_at", "result"} <= set(reply)
    assert reply["completed_at"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", reply["created_at"])
    done = simulator.until(reply["job_id"], "completed")
    assert done["result"] == {"urls": [f"http://sandbox/files/{reply['job_id']}.mp4"]}
    assert done["completed_at"] > done["created_at"]
    assert not {"progress", "estimated_time"} & set(done)


@pytest.mark.parametrize(("body", "time"), [({"duration": 5}, "3-7 seconds"), ({"duration": 10}, "5-13 seconds")])
def test_a_submit_is_answered_with_an_estimate(simulator, body, time):
    assert simulator.generate(**body).json()["estimated_time"] == time
    assert read_job(simulator.generate(**body).json()).estimated_seconds == {5: 5, 10: 9}[body["duration"]]


def test_result_before_the_end_is_null_or_empty(simulator):
    seen = [simulator.generate().json()["result"] for _ in range(2)]
    assert sorted(map(repr, seen)) == ["None", "{}"]


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "error"),
    [
        ("GET", "/jobs/none", {}, 404, "Job not found"),
        ("DELETE", "/jobs/none", {}, 404, "Job not found, or it cannot be canceled now"),
        ("GET", "/assets/none", {}, 404, "Asset not found"),
        ("DELETE", "/assets/none", {}, 404, "Asset not found"),
        ("GET", "/jobs?limit=0", {}, 400, "limit must be from 1 to 1000"),
        ("GET", "/jobs?limit=1001", {}, 400, "limit must be from 1 to 1000"),
        ("GET", "/jobs?limit=x", {}, 400, "limit must be from 1 to 1000"),
        ("GET", "/jobs?cursor=yesterday", {}, 400, "cursor must be an ISO 8601 time"),
        ("GET", "/assets?cursor=yesterday", {}, 400, "cursor must be an ISO 8601 time"),
        ("GET", "/jobs?status=asleep", {}, 400, "Invalid status: asleep"),
        ("POST", GENERATE, {"content": b"{}"}, 400, "The body must be application/json"),
        ("POST", GENERATE, {"content": b"{", "headers": JSON}, 400, "The body is not valid JSON"),
        ("POST", GENERATE, {"content": b" " * 1_000_001, "headers": JSON}, 413, "Request body too large"),
        (
            "POST",
            GENERATE,
            {"json": {"prompt": "x"}, "headers": {"X-Webhook-URL": "/"}},
            422,
            "X-Webhook-URL: Invalid url",
        ),
        ("POST", "/assets", {"json": {}}, 400, "The body must be multipart/form-data"),
        ("POST", "/assets", {"files": {"other": ("a", b"x", "image/png")}}, 400, "A file is required"),
        ("POST", "/assets", {"files": {"file": ("a", b"x", "text/plain")}}, 400, "Invalid file type: text/plain"),
        ("GET", "/jobs", {"headers": {"Host": "evil.example"}}, 403, "This host name is not the sandbox's"),
        (
            "DELETE",
            "/jobs/x",
            {"headers": {"Origin": "https://evil.example"}},
            403,
            "This origin may not use the sandbox",
        ),
        ("GET", "/usage", {}, 403, "This needs a workspace service API key"),
    ],
)
def test_error_replies(simulator, method, path, options, status, error):
    reply = simulator.request(method, path, **options)
    assert (reply.status_code, reply.json()["error"]) == (status, error)
    assert simulator.sandbox.jobs_created == 0


def test_download_with_and_without_range(simulator):
    url = simulator.finished()["result"]["urls"][0]
    whole = simulator.get(url)
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (
        200,
        "video/mp4",
        simulator.tiny.read_bytes(),
    )
    part = simulator.get(url, headers={"Range": "bytes=10-29", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, whole.content[10:30])
    assert part.headers["content-range"] == f"bytes 10-29/{len(whole.content)}"
    changed = simulator.get(url, headers={"Range": "bytes=10-29", "If-Range": '"other"'})
    assert (changed.status_code, changed.content) == (200, whole.content)
    assert simulator.get(url, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416
    assert "access-control-allow-origin" not in whole.headers


def test_unknown_paths_and_models_get_an_html_404(simulator):
    for method, path in [("GET", "/v1/jobs/1"), ("POST", "/generate/video/no/such"), ("GET", "/files/none.mp4")]:
        reply = simulator.request(method, path, json={} if method == "POST" else None)
        assert reply.status_code == 404
        assert reply.headers["content-type"].startswith("text/html")


def test_withdrawn_models_get_410(simulator):
    reply = simulator.generate("bytedance/seedance-1.0-lite")
    assert reply.status_code == 410
    assert reply.json()["error"] == "model_unavailable"
    assert reply.json()["replacement"] == "video/bytedance/seedance-1.0-pro-fast"
    assert reply.json()["sunset_date"] == "2026-04-27"
    assert "replacement" not in simulator.generate("openai/sora-2").json()
    texts = [simulator.generate(model).json()["message"] for model in ("openai/sora-2", "kling/kling-1")]
    assert texts == [
        "The model 'video/openai/sora-2' was withdrawn on 2026-04-27.",
        "The model 'video/kling/kling-1' was withdrawn.",
    ]
    assert simulator.generate("kling/kling-1").status_code == 410


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"prompt": NaN}', 400),
        (b'{"prompt": "x", "duration": 1e999}', 400),
        (b"[" * 100_000, 400),
        (b"\xff", 400),
        (b'"x"', 422),
        (b"null", 422),
    ],
)
def test_broken_bodies(simulator, body, status):
    assert simulator.request("POST", GENERATE, content=body, headers=JSON).status_code == status
    assert simulator.sandbox.jobs_created == 0


def test_bodies_are_capped(simulator):
    largest = b'{"prompt":"x"}'.ljust(1_000_000)
    assert simulator.request("POST", GENERATE, content=largest, headers=JSON).status_code == 200
    assert simulator.generate(prompt="x" * 1_100_000).status_code == 413

    async def grows():
        for _ in range(20):
            yield b" " * 100_000

    assert simulator.request("POST", GENERATE, content=grows(), headers=JSON).status_code == 413


def test_422_names_every_field(simulator):
    reply = simulator.generate(duration=7, startImage="https://x/y.png", aspect_ratio="5:4")
    assert reply.status_code == 422
    assert {issue["path"] for issue in reply.json()["issues"]} == {"duration", "startImage", "aspect_ratio"}
    assert "Unrecognized key" in reply.json()["error"]
    missing = simulator.request("POST", GENERATE, json={})
    assert missing.json()["issues"] == [{"path": "prompt", "message": "Required", "code": "required"}]


@pytest.mark.parametrize(
    ("model", "body", "path", "message"),
    [
        ("kling/kling-2.5", {"start_image": 5}, "start_image", "Invalid type: expected string"),
        ("kling/kling-2.5", {"start_image": "no address"}, "start_image", "Invalid uri"),
        ("kling/kling-2.5", {"duration": 7}, "duration", "Invalid value: expected one of 5, 10"),
        ("kling/kling-2.5", {"aspect_ratio": "5:4"}, "aspect_ratio", "Invalid value: expected one of 16:9, 9:16, 1:1"),
        ("kling/kling-2.5", {"no": 1}, "no", "Unrecognized key: 'no'"),
    ],
)
def test_each_error_of_a_body_has_its_message(simulator, model, body, path, message):
    issues = simulator.generate(model, **body).json()["issues"]
    assert [(issue["path"], issue["message"]) for issue in issues] == [(path, message)]


def test_null_only_where_the_schema_allows_it(simulator):
    assert simulator.generate("kling/kling-2.5", start_image=None).status_code == 422
    assert simulator.generate("google/veo-3.1", start_image=None).status_code == 200


def test_a_small_data_uri_is_an_image(simulator):
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(file, "PNG")
    uri = "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()
    assert simulator.finished(start_image=uri)["status"] == "completed"
    with Image.open(simulator.takes[0].start) as still:
        assert still.size == (8, 6)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://sandbox/files/00000000-0000-0000-0000-000000000000.png", "Invalid asset URL"),
        ("http://sandbox/jobs", "Invalid asset URL"),
        ("ftp://sandbox/files/x.png", "Invalid asset URL"),
        ("data:image/png;base64,AAAA", "Input file rejected"),
        ("data:image/png,AAAA", "Input file rejected"),
        ("data:text/html;base64,PGI+", "Input file rejected"),
        ("data:image/png;base64,ä", "Input file rejected"),
        ("data:,", "Input file rejected"),
    ],
)
def test_media_that_are_no_files_are_refused(simulator, url, message):
    reply = simulator.generate(start_image=url)
    assert reply.status_code == 422
    assert reply.json()["issues"] == [{"path": "start_image", "message": message, "code": "invalid"}]
    assert simulator.sandbox.jobs_created == 0


def test_a_url_of_another_host_is_taken_unseen_and_refused_on_cue(simulator):
    """Krea takes some of them, and documents none as refused."""
    foreign = {"start_image": "https://example.com/cat.png", "end_image": simulator.still()}
    assert simulator.finished(**foreign)["status"] == "completed"
    assert (simulator.takes[0].start, simulator.takes[0].end is None) == (None, False)
    simulator.sandbox.faults.add("on 2nd POST /generate/* refuse urls")
    asked = [simulator.generate(**foreign), simulator.generate(**foreign), simulator.generate(**foreign)]
    assert [reply.status_code for reply in asked] == [200, 422, 200]
    assert asked[1].json()["issues"] == [{"path": "start_image", "message": "Invalid asset URL", "code": "invalid"}]
    cue = "pan [sandbox: refuse urls]"
    assert simulator.generate(prompt=cue, **foreign).status_code == 422
    assert simulator.finished(prompt=cue, start_image=simulator.still())["status"] == "completed"


def test_long_data_uris_fail_by_the_schema(simulator):
    reply = simulator.generate(start_image="data:image/png;base64," + "A" * 2000)
    assert "1024 characters" in reply.json()["error"]


def test_media_are_found_inside_lists_and_objects(simulator):
    own = simulator.still()
    elements = [{"images": [own, f"{own}.gone"], "tag": "cat"}]
    reply = simulator.generate("kling/kling-o1", element_references=elements)
    assert [issue["path"] for issue in reply.json()["issues"]] == ["element_references.0.images.1"]


def test_an_image_field_takes_no_video(simulator):
    video = simulator.upload(simulator.tiny.read_bytes(), "a.mp4", "video/mp4").json()
    assert (video["width"], video["mime_type"]) == (None, "video/mp4")
    reply = simulator.generate(start_image=video["image_url"])
    assert (reply.status_code, reply.json()["error"]) == (422, "start_image: Input file rejected")
    assert simulator.generate("google/veo-2", start_video=video["image_url"]).status_code == 200


def test_an_earlier_clip_can_be_the_start_video(simulator):
    clip = simulator.finished()["result"]["urls"][0]
    assert simulator.generate("google/veo-2", start_video=clip).status_code == 200


def test_seedance_2_takes_an_end_image_or_references(simulator):
    own = simulator.still()
    assert simulator.generate("bytedance/seedance-2", end_image=own).status_code == 200
    assert simulator.generate("bytedance/seedance-2", end_image=own, reference_images=[]).status_code == 200
    reply = simulator.generate("bytedance/seedance-2", end_image=own, reference_images=[own])
    assert (reply.status_code, reply.json()["issues"][0]["path"]) == (422, "end_image")


def test_upload_and_its_life(simulator, make_png):
    reply = simulator.upload(make_png(30, 20), description="A cat").json()
    assert (reply["width"], reply["height"], reply["mime_type"], reply["description"]) == (30, 20, "image/png", "A cat")
    assert reply["size_bytes"] == len(make_png(30, 20))
    assert simulator.get(reply["image_url"]).content == make_png(30, 20)
    assert simulator.get(f"/assets/{reply['id']}").json() == reply
    assert simulator.request("DELETE", f"/assets/{reply['id']}").json()["success"] is True
    assert simulator.get(f"/assets/{reply['id']}").status_code == 404
    assert simulator.request("DELETE", f"/assets/{reply['id']}").json() == {"error": "Asset not found"}
    assert simulator.get(reply["image_url"]).status_code == 404
    assert simulator.generate(start_image=reply["image_url"]).status_code == 422


def test_the_size_of_a_turned_photo_is_upright(simulator):
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(file, "JPEG", exif=exif)
    reply = simulator.upload(file.getvalue(), "a.jpg", "image/jpeg").json()
    assert (reply["width"], reply["height"]) == (20, 40)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"hello", "text/plain"),
        (b"\xff\xd8\xff" + b"0" * 50, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/jpeg"),
        (b"\xff\xd8\xff\xe0", "image/jpg"),
        (b"", "image/png"),
    ],
)
def test_unfit_files_are_refused(simulator, data, kind):
    reply = simulator.upload(data, "a.bin", kind)
    assert (reply.status_code, set(reply.json())) == (400, {"error"})
    assert not list(simulator.sandbox.folder.iterdir())


@pytest.mark.parametrize("kind", [None, "application/octet-stream", "binary/octet-stream"])
def test_a_part_without_a_telling_content_type_is_judged_by_its_content(simulator, make_png, kind):
    """Browsers and curl send such a type for endings that they do not know."""

    def upload(data):
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
        head += f"Content-Type: {kind}\r\n".encode() if kind else b""
        headers = {"content-type": "multipart/form-data; boundary=b"}
        return simulator.request("POST", "/assets", content=head + b"\r\n" + data + b"\r\n--b--\r\n", headers=headers)

    found = upload(make_png(30, 20)).json()
    assert (found["mime_type"], found["width"], found["image_url"][-4:]) == ("image/png", 30, ".png")
    assert upload(simulator.tiny.read_bytes()).json()["mime_type"] == "video/mp4"
    refused = upload(b"hello")
    assert (refused.status_code, refused.json()) == (400, {"error": "Invalid file type: unknown"})


def test_a_truncated_picture_is_refused(simulator, photo):
    data = photo.read_bytes()
    assert simulator.upload(data, "a.jpg", "image/jpeg").status_code == 200
    assert simulator.upload(data[: len(data) // 2], "a.jpg", "image/jpeg").status_code == 400


def test_uploads_must_be_multipart_with_a_file(simulator):
    assert simulator.request("POST", "/assets", json={}).status_code == 400
    assert simulator.request("POST", "/assets", data={"file": "x"}).status_code == 400
    assert simulator.request("POST", "/assets", files={"other": ("a.png", b"x", "image/png")}).status_code == 400
    headers = {"content-type": "multipart/form-data"}
    assert simulator.request("POST", "/assets", content=b"x", headers=headers).status_code == 400


@pytest.mark.slow
def test_uploads_over_75_mb_are_refused(simulator):
    reply = simulator.upload(b"\x89PNG\r\n\x1a\n" + bytes(75_000_000))
    assert (reply.status_code, "75MB" in reply.json()["error"]) == (400, True)


def test_sniffing_knows_every_type_that_is_taken():
    heads = {
        "image/jpeg": b"\xff\xd8\xff\xe0",
        "image/png": b"\x89PNG\r\n\x1a\n",
        "image/webp": b"RIFF0000WEBP",
        "image/heic": b"0000ftypheic",
        "video/mp4": b"0000ftypisom",
        "video/quicktime": b"0000ftypqt  ",
        "video/webm": b"\x1aE\xdf\xa3\x9fB\x82\x84webm",
        "model/gltf-binary": b"glTF",
        "audio/wav": b"RIFF0000WAVE",
        "audio/mpeg": b"ID3",
    }
    assert {kind: sniff(head) for kind, head in heads.items()} == {kind: kind for kind in SUFFIXES}
    assert sniff(b"hello") == ""
    # Matroska, and AAC.
    assert (sniff(b"\x1aE\xdf\xa3\x9fB\x82\x88matroska"), sniff(b"0000ftypM4A ")) == ("", "")


def test_the_job_list_pages_by_time(simulator):
    made = [simulator.submit() for _ in range(5)]
    for job in made:
        simulator.until(job, "completed")
    seen, cursor = [], None
    for _ in range(3):
        page = simulator.get("/jobs", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen += [item["job_id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == made[::-1]
    assert cursor is None
    assert len({item["created_at"] for item in simulator.get("/jobs").json()["items"]}) == 5


def test_the_job_list_filters(simulator):
    done, failed = simulator.finished()["job_id"], simulator.finished(prompt="x [sandbox: fail]")["job_id"]
    listed = {
        status: [item["job_id"] for item in simulator.get("/jobs", params={"status": status}).json()["items"]]
        for status in ("completed", "failed", "queued")
    }
    assert listed == {"completed": [done], "failed": [failed], "queued": []}
    assert len(simulator.get("/jobs", params={"types": "flux,externalVideo"}).json()["items"]) == 2
    assert simulator.get("/jobs", params={"types": "flux"}).json() == {"items": [], "next_cursor": None}


def test_the_asset_list(simulator):
    urls = [simulator.still() for _ in range(3)]
    first = simulator.get("/assets?limit=2").json()
    rest = simulator.get("/assets", params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [item["image_url"] for item in first["items"] + rest["items"]] == urls[::-1]
    assert rest["next_cursor"] is None


def test_tokens(simulators):
    free, some, strict = simulators(), simulators(token="*"), simulators(token="uuid:secret")

    def status(simulator, value, path="/jobs"):
        return simulator.get(path, headers={"Authorization": value} if value else {}).status_code

    assert [status(free, value) for value in ("", "Bearer any", "Bearer ", "Key any")] == [200, 200, 401, 401]
    assert [status(some, value) for value in ("", "Bearer any", "Bearer ", "Key any")] == [401, 200, 401, 401]
    assert [status(strict, value) for value in ("", "Bearer any", "Bearer uuid:secret", "Key uuid:secret")] == [
        401,
        401,
        200,
        401,
    ]
    assert strict.get("/jobs").json() == some.get("/jobs").json() == {"message": "Unauthorized"}
    assert status(strict, "", "/openapi.json") == 200
    assert status(strict, "", "/files/none.mp4") == 404
    assert status(strict, "", "/sandbox/log") == 401
    assert strict.generate().status_code == 401
    assert strict.sandbox.jobs_created == 0


def test_results_need_no_token(simulators):
    strict = simulators(token="t")
    headers = {"Authorization": "Bearer t"}
    job = strict.request("POST", GENERATE, json={"prompt": "x"}, headers=headers).json()["job_id"]
    url = strict.until(job, "completed", headers=headers)["result"]["urls"][0]
    assert strict.get(url).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "sandbox.evil.example", "10.0.0.1", "127.0.0.1.evil.example", ""])
def test_foreign_host_names_are_refused(simulator, host):
    assert simulator.get("/jobs", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost:8888", "127.0.0.1:1", "[::1]:80", "testserver", "127.3.2.1"])
def test_own_host_names_are_taken(simulator, host):
    assert simulator.get("/jobs", headers={"Host": host}).status_code == 200


def test_pages_of_other_sites_cannot_post(simulator):
    headers = {"Origin": "https://evil.example", "content-type": "text/plain"}
    assert simulator.request("POST", "/sandbox/faults", content=b"drop", headers=headers).status_code == 403
    for origin in ("null", "http://[", "https://localhost.evil.example"):
        assert simulator.request("DELETE", "/jobs/x", headers={"Origin": origin}).status_code == 403
    assert simulator.request("DELETE", "/jobs/x", headers={"Origin": "http://localhost:8888"}).status_code == 404
    assert simulator.sandbox.faults.pending() == ()


def test_the_openapi_document_holds_the_original_schemas(simulator):
    document = simulator.get("/openapi.json").json()
    bodies = {
        path.removeprefix("/generate/video/"): part["post"]["requestBody"]["content"]["application/json"]["schema"]
        for path, part in document["paths"].items()
        if path.startswith("/generate/")
    }
    assert bodies == {
        name: json.loads(json.dumps(model.schema, default=dict)) for name, model in simulator.sandbox.models.items()
    }
    assert document["servers"] == [{"url": "http://sandbox"}]


def test_the_openapi_document_can_be_read_as_a_catalogue(simulator):
    found = {record["id"]: record["title"] for record in records(simulator.get("/openapi.json").json())}
    assert found == {model.id: model.title for model in simulator.sandbox.models.values()}


def test_the_log_holds_requests_but_no_token(simulator):
    simulator.get("/jobs?limit=1", headers={"Authorization": "Bearer very-secret"})
    simulator.submit()
    log = simulator.get("/sandbox/log")
    assert log.json()["jobs_created"] == 1
    assert log.json()["requests"] == [
        {"method": "GET", "path": "/jobs", "status": 200},
        {"method": "POST", "path": GENERATE, "status": 200},
    ]
    assert "very-secret" not in log.text
    assert "very-secret" not in repr(vars(simulator.sandbox))


def test_deprecated_models_say_so(simulators):
    schema = {"type": "object", "properties": {"prompt": {"type": "string"}}, "required": ["prompt"]}
    simulator = simulators(models=[Model("old/old-1", "Old 1", "old", schema=schema, deprecated=True)])
    reply = simulator.generate("old/old-1")
    assert reply.headers["deprecation"] == "true"
    assert 'rel="deprecation"' in reply.headers["link"]
    assert simulator.get("/openapi.json").json()["paths"]["/generate/video/old/old-1"]["post"]["deprecated"] is True


def test_the_openapi_document_says_enough_for_clients_that_are_made_from_it(simulator):
    paths = simulator.get("/openapi.json").json()["paths"]
    for path, item in paths.items():
        parameters = {one["name"] for one in item.get("parameters", ()) if one["in"] == "path"}
        assert parameters == set(re.findall(r"{(\w+)}", path)), path
        assert all(item[method]["responses"] for method in item.keys() & {"get", "post", "delete"})
    form = paths["/assets"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["properties"]["file"]["format"] == "binary"
    assert [one["name"] for one in paths["/jobs"]["get"]["parameters"]] == ["limit", "cursor", "types", "status"]


@pytest.mark.parametrize(
    ("method", "path", "request_options"),
    [
        ("POST", GENERATE, {"content": b"{", "headers": JSON}),
        ("POST", GENERATE, {"json": {}, "headers": {"Authorization": "Key x"}}),
        ("POST", GENERATE, {"json": {}, "headers": {"Origin": "https://evil.example"}}),
        ("POST", GENERATE, {"json": {"prompt": "x" * 1_000_001}}),
        ("POST", GENERATE, {"json": {}}),
        ("POST", GENERATE, {"json": {"prompt": "x [sandbox: answer 429]"}}),
        ("POST", "/assets", {"json": {}}),
        ("POST", "/assets", {"headers": {"Host": "evil.example"}}),
        ("GET", "/assets", {"params": {"limit": 0}}),
        ("GET", "/assets/{id}", {}),
        ("DELETE", "/assets/{id}", {"headers": {"Authorization": "Key x"}}),
        ("GET", "/jobs", {"params": {"status": "asleep"}}),
        ("GET", "/jobs/{id}", {}),
        ("DELETE", "/jobs/{id}", {}),
        ("DELETE", "/jobs/{id}", {"headers": {"Origin": "https://evil.example"}}),
    ],
)
def test_the_openapi_document_has_each_refusal(simulator, method, path, request_options):
    document = simulator.get("/openapi.json").json()
    reply = simulator.request(method, path.replace("{id}", "none"), **request_options)
    assert reply.status_code >= 400
    told = document["paths"][path][method.lower()]["responses"][str(reply.status_code)]
    schemas = document["components"]["schemas"]
    response = document["components"]["responses"][told["$ref"].rpartition("/")[2]]
    schema = schemas[response["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    assert set(schema["required"]) <= set(reply.json()) <= set(schema["properties"])


@pytest.mark.parametrize("body", [rb'{"prompt":"\ud800"}', rb'{"prompt":"x","\udfff":1}', rb'{"prompt":["\ud800"]}'])
def test_half_a_surrogate_pair_is_no_json(simulator, body):
    reply = simulator.request("POST", GENERATE, content=body, headers=JSON)
    assert (reply.status_code, reply.json()) == (400, {"error": "The body is not valid JSON"})


def test_a_whole_surrogate_pair_is_a_letter(simulator):
    body = rb'{"prompt":"\ud83d\ude00"}'
    assert simulator.request("POST", GENERATE, content=body, headers=JSON).status_code == 200


def test_a_method_that_is_not_there_is_answered_with_those_that_are(simulator):
    reply = simulator.request("PUT", "/jobs/1")
    assert (reply.status_code, sorted(reply.headers["allow"].split(", "))) == (405, ["DELETE", "GET", "HEAD"])
