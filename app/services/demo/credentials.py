"""How the taxonomy names licences and certificates, and of which kind each is."""

from app.models.crew import CredentialKind

CREDENTIAL_KINDS = {
    "Electrical safety (NOM-029-STPS, DC-3)": CredentialKind.ELECTRICAL_SAFETY,
    "Heavy vehicle licence": CredentialKind.HEAVY_VEHICLE_LICENCE,
    "Work at height (NOM-009-STPS, DC-3)": CredentialKind.WORK_AT_HEIGHT,
    "Public passenger driving licence": CredentialKind.PUBLIC_PASSENGER_LICENCE,
    "Cédula profesional (accounting)": CredentialKind.PROFESSIONAL_LICENCE,
    "Cédula profesional (veterinary)": CredentialKind.PROFESSIONAL_LICENCE,
    "Cédula profesional (medicine or nursing)": CredentialKind.PROFESSIONAL_LICENCE,
    "Cédula profesional (law)": CredentialKind.PROFESSIONAL_LICENCE,
    "Diver certificate": CredentialKind.DIVER_CERTIFICATE,
    "Divemaster/instructor certificate": CredentialKind.DIVER_CERTIFICATE,
    "Recreational rescue or commercial diver certificate": CredentialKind.DIVER_CERTIFICATE,
    "SEDENA firearms permit": CredentialKind.SEDENA_PERMIT,
    "SEDENA explosives permit": CredentialKind.SEDENA_PERMIT,
    "AFAC remote pilot licence (NOM-107-SCT3)": CredentialKind.AFAC_LICENCE,
    "AFAC commercial helicopter licence": CredentialKind.AFAC_LICENCE,
    "Libreta de mar / patrón licence": CredentialKind.BOAT_LICENCE,
    "TUM certificate": CredentialKind.TUM,
    "Registered civil protection course": CredentialKind.CIVIL_PROTECTION,
    "Safety & hygiene training (STPS/DC-3)": CredentialKind.CIVIL_PROTECTION,
    "Lifeguard certificate": CredentialKind.FIRST_AID,
    "Welding safety (NOM-027-STPS, DC-3)": CredentialKind.OTHER,
    "Recognised intimacy coordination training": CredentialKind.OTHER,
    "Equipment operator DC-3": CredentialKind.OTHER,
    "Fire brigade certificate": CredentialKind.OTHER,
    "LSM interpreter certificate": CredentialKind.OTHER,
}
"""Every credential that a role of the taxonomy names; a test holds the two together."""

COMMON_CREDENTIALS = {
    CredentialKind.FIRST_AID: 0.09,
    CredentialKind.DRIVER_LICENCE: 0.34,
    CredentialKind.CIVIL_PROTECTION: 0.03,
}
