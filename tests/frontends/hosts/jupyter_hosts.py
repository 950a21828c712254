"""Where JupyterLab runs when it is not a program on one's own computer: behind others, with others, below a prefix."""

from __future__ import annotations

import getpass
import shlex
import subprocess
from pathlib import Path

from lab import free_port, lab_command
from pages import FrontEnd
from playwright.sync_api import Page

TOKEN = "a token, with a comma"
USER = "ann"
# The websockets of kernels pass through, and files of any size.
NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{}}
http {{
  access_log off;
  client_max_body_size 0;
  {temporary}
  map $http_upgrade $connection_upgrade {{ default upgrade; "" close; }}
  server {{
    listen 127.0.0.1:{port};
    location /team/lab/ {{
      proxy_pass http://127.0.0.1:{behind};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 1d;
    }}
  }}
}}
"""
# Everybody is let in, and each server runs as the user of the hub.
HUB = """
import os

c.JupyterHub.bind_url = "http://127.0.0.1:{port}/hub-prefix/"
c.JupyterHub.hub_port = {hub}
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret_file = "{folder}/cookie_secret"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.ConfigurableHTTPProxy.pid_file = "{folder}/proxy.pid"
c.ConfigurableHTTPProxy.command = ["{modules}/.bin/configurable-http-proxy"]
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}"
c.Spawner.cmd = ["{python}", "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--LabApp.extension_manager=readonly", "--LabApp.news_url=None"]
c.Spawner.notebook_dir = "{root}"
c.Spawner.environment = dict(os.environ)
"""


def behind_nginx(python: Path, port: int, root: Path) -> list[str]:
    """JupyterLab, and an nginx that passes on what is below a path."""
    folder, behind = root.parent, free_port()
    temporary = " ".join(
        f"{name}_temp_path {folder}/nginx-{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port, behind=behind, temporary=temporary))
    nginx = ["/usr/sbin/nginx", "-c", config, "-g", f"daemon off; user {getpass.getuser()};"]
    lab = lab_command(behind, root, python, **{"ServerApp.base_url": "/team/lab/"})
    return ["sh", "-c", f"{shlex.join(map(str, nginx))} & exec {shlex.join(lab)}"]


def with_certificate(python: Path, port: int, root: Path) -> list[str]:
    """JupyterLab over HTTPS, with a token."""
    key, certificate = root.parent / "key.pem", root.parent / "certificate.pem"
    made = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate]
    named = ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(["openssl", "req", "-x509", *made, *named], check=True, capture_output=True)
    own: dict[str, object] = {"ServerApp.certfile": certificate, "ServerApp.keyfile": key}
    own |= {"IdentityProvider.token": TOKEN, "ServerApp.disable_check_xsrf": False}
    return lab_command(port, root, python, **own)


def jupyterhub(python: Path, port: int, root: Path) -> list[str]:
    """JupyterHub with its proxy, which starts a JupyterLab for who logs in."""
    modules = python.parents[1] / "node_modules"
    if not modules.is_dir():
        install = ["npm", "install", "--silent", "--prefix", modules.parent, "configurable-http-proxy"]
        subprocess.run(install, check=True, capture_output=True)
    config = root.parent / "jupyterhub_config.py"
    ports = {"port": port, "hub": free_port(), "proxy": free_port()}
    config.write_text(HUB.format(folder=root.parent, root=root, python=python, modules=modules, **ports))
    return [str(python), "-m", "jupyterhub", "--config", str(config)]


def log_in(page: Page, url: str) -> None:
    """JupyterHub's form, until the person's server has started."""
    page.goto(f"{url}/hub-prefix/hub/login")
    page.get_by_label("Username").fill(USER)
    page.get_by_label("Password").fill("any")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**/user/{USER}/**")


def give_token(page: Page, url: str) -> None:
    """Jupyter's own form."""
    page.goto(f"{url}/login")
    page.get_by_label("Password or token").fill(TOKEN)
    page.get_by_role("button", name="Log in").first.click()
    page.wait_for_url("**/lab**")


def together(python: Path, port: int, root: Path) -> list[str]:
    """JupyterLab with jupyter-collaboration: both tabs edit one document."""
    return lab_command(port, root, python)


PACKAGES = "ipywidgets 8, ipykernel 7"
# `tests/matrix.py --only hosts` writes a row for each.
HOSTS = {
    "jupyterhub": FrontEnd(
        "JupyterHub",
        PACKAGES,
        jupyterhub,
        f"hub-prefix/user/{USER}/doc/tree",
        enter=log_in,
        environment="jupyterhub",
        probe="hub-prefix/hub/api",
    ),
    "nginx": FrontEnd("JupyterLab behind nginx", PACKAGES, behind_nginx, "team/lab/doc/tree", probe="team/lab/api"),
    "https": FrontEnd(
        "JupyterLab over HTTPS", PACKAGES, with_certificate, "doc/tree", enter=give_token, scheme="https"
    ),
    "collaboration": FrontEnd("jupyter-collaboration", PACKAGES, together, "doc/tree", environment="collaboration"),
}
