"""Settings, from the environment only (prefix LLAMADO_; DATABASE_URL without it)."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What differs between one installation and the next.

    Everything has a default that runs on a laptop: embedded SQLite, mail to a folder, both under `data_dir`.
    """

    model_config = SettingsConfigDict(env_prefix="LLAMADO_", env_ignore_empty=True, extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = Field(
        default="", validation_alias=AliasChoices("DATABASE_URL", "LLAMADO_DATABASE_URL", "database_url")
    )
    secret_key: SecretStr | None = None
    data_key: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = 5000
    public_url: str = ""
    trusted_hosts: list[str] = ["localhost", "127.0.0.1"]
    behind_proxy: bool = False
    https: bool = False
    second_factor: Literal["required", "offered", "off"] = Field(
        default="required", description="of the commission's own accounts; accounts of the demo are spared"
    )
    commission_name: str = ""
    commission_state: str = "Jalisco"
    commission_zone: str = "America/Mexico_City"
    default_locale: Literal["en", "es_MX"] = "es_MX"
    mail: Literal["folder", "smtp"] = "folder"
    mail_from: str = "llamado@localhost.localdomain"
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_starttls: bool = False
    max_upload_bytes: int = 8 * 1024 * 1024
    statement_days: int = Field(default=30, ge=1, description="how long a person's word counts")
    offer_hours: int = Field(default=24, ge=1, description="time to answer an offer, unless it says otherwise")
    hold_hours: int = Field(default=72, ge=1, description="life of a hold, counted on working days")
    hold_hours_commercial: int = Field(default=24, ge=1)
    hold_hours_series: int = Field(default=168, ge=1)
    challenge_hours: int = Field(default=24, ge=1, description="time that challenged holds have to answer")
    holds_a_place: int = Field(default=3, ge=1, description="how many people one production may hold per place")
    most_offers_a_week: int = Field(default=5, ge=1, description="to one person, who may choose another number")
    most_asks_a_month: int = Field(default=2, ge=0, description="to one person, to confirm their days")
    travel_days: int = Field(default=1, ge=0, description="days between jobs at bases that are far from each other")
    travel_is_a_rule: bool = False
    parallel_goal: int = Field(default=3, ge=1, le=9, description="productions to crew at the same time")
    local_hire_percent: float | None = Field(
        default=None, ge=0, le=100, description="share of local hires asked of productions that name none themselves"
    )
    disclosure_days_after_wrap: int = Field(
        default=30, ge=0, description="how long after wrap a production may use the contact details it was given"
    )
    disclosure_days: int = Field(default=365, ge=1, description="the same where its wrap is not known")
    privacy_notice_version: str = "2026-11"
    registration_days: int = Field(default=7, ge=1, description="how long the link of a registration can be used")
    evidence_bytes: int = Field(default=8 * 1024 * 1024, ge=1, description="of one file; max_upload_bytes holds too")
    evidence_pages: int = Field(default=20, ge=1, description="of one PDF")
    evidence_days: int = Field(default=7, ge=0, description="how long a file is kept once staff have decided on it")
    arco_regime: str = Field(default="lgpdppso", description="which law's days count: see app/data/arco_regimes.yaml")
    arco_answer_days: int | None = Field(default=None, ge=1, description="working days, where not the regime's")
    arco_extension_days: int | None = Field(default=None, ge=0)
    arco_act_days: int | None = Field(default=None, ge=1)
    erase_grace_days: int = Field(default=15, ge=1, description="in which somebody can take back their wish to leave")
    blocking_months: int = Field(default=24, ge=0, description="kept blocked after the last booking, before erasure")
    inactive_months: int = Field(default=24, ge=1, description="without a sign of life, before asking who stays")
    transparency_unit: str = Field(default="", description="where the privacy notice sends people: address, e-mail")
    ready_lag_minutes: int = Field(default=15, ge=1, description="how far a job may be behind before /readyz says 503")
    backup_dir: Path | None = Field(default=None, description="where backups are kept; inside data_dir by default")
    backups_kept: int = Field(default=14, ge=1)

    @property
    def url(self) -> str:
        """The database address, SQLAlchemy form; SQLite inside `data_dir` where none is given."""
        if not self.database_url:
            return f"sqlite:///{(self.data_dir / 'llamado.sqlite3').resolve()}"
        for scheme in ("postgres://", "postgresql://"):
            if self.database_url.startswith(scheme):
                return "postgresql+psycopg://" + self.database_url.removeprefix(scheme)
        return self.database_url

    @property
    def backups(self) -> Path:
        """The folder of the backups."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def base_url(self) -> str:
        """The address that links in messages begin with, without a closing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
