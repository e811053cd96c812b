"""Forms of calendar addresses."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length


class AddressForm(FlaskForm):  # type: ignore[misc]  # flask_wtf publishes no types
    """Make an address, or a new one in place of another; sent again it leads to the address that it made."""

    form_key = HiddenField(validators=[InputRequired(), Length(max=64)])
