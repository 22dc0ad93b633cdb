"""What the grid asks of each route: the ids of its address, its body, and whose it is. A new route stands here, or the grid fails."""

from typing import Any

from services.bff import examples_of_alerts, samples
from services.bff.samples_of_alerts import TASK_ID
from services.bff.samples_of_claims import CLAIM_ID, ETAG
from services.bff.samples_of_documents import DOCUMENT_ID, LENGTH, UPLOAD_ID

CLAIM_BODIES: dict[str, Any] = {
    "": {"benefit": "rsa"},
    "/{claim_id}/answers": {"answers": {"children": "yes"}, "etag": ETAG},
    "/{claim_id}/submission": {"etag": ETAG},
    "/{claim_id}/appeals": {"path": "recours-logement"},
}
KEY = {"idempotency-key": "0199b3c0-0000-7000-8000-00000000abcd"}
CONFIRMED = {"change": samples.CHANGE, "etag": "n1yW7rQ2"}
IDS = {
    "fact_id": samples.FACT_ID,
    "declaration_id": samples.DECLARATION_ID,
    "delivery_id": samples.DELIVERY_ID,
    "claim_id": CLAIM_ID,
    "document_id": DOCUMENT_ID,
    "upload_id": UPLOAD_ID,
    "message_id": TASK_ID,
    "channel": "email",
}
BODIES: dict[str, Any] = {
    "/api/v1/nir": {"nir": "7 85 07 63 999 042 66"},
    "/api/v1/identity-reviews": {"message": "Bonjour"},
    "/api/v1/declarations/preview": samples.CHANGE,
    "/api/v1/declarations": CONFIRMED,
    "/api/v1/simulations": {"household": {}},
    "/api/v1/simulations/comparison": {
        "household": {},
        "changes": [{"change": "a", "date": "2026-12-01", "birth": {}}],
    },
    "/api/v1/simulations/explanation": {"household": {}, "benefit": "ppa"},
    "/api/v1/simulations/retirement": {"household": {}},
    "/api/v1/simulations/synthesis": {"household": {}},
    **{f"/api/v1/claims{path}": body for path, body in CLAIM_BODIES.items()},
    "/api/v1/documents/admissibility": {"type": "rib"},
    "/api/v1/documents": {"type": "rib"},
    "/api/v1/documents/{document_id}/reuse": {"purpose": {"organisme": "cnaf"}},
    "/api/v1/documents/attestations": {"organisme": "cnam", "attestation_id": "A-1"},
    "/api/v1/documents/verification": {"code": "7K3M-9QZT-0XWB-4HRN"},
    "/api/v1/messages/verification": examples_of_alerts.BODIES["check_message_code"],
    "/api/v1/preferences": examples_of_alerts.BODIES["save_preferences"],
    "/api/v1/preferences/addresses/{channel}": examples_of_alerts.BODIES["set_alert_address"],
    "/api/v1/preferences/addresses/{channel}/confirmation": examples_of_alerts.BODIES["confirm_alert_address"],
    "/api/v1/preferences/push": examples_of_alerts.BODIES["add_push_subscription"],
    "/api/v1/preferences/push/removal": examples_of_alerts.BODIES["remove_push_subscription"],
    "/api/v1/mobile/sessions": {"code": "x" * 43, "code_verifier": "x" * 43},
}
# Asked without a body in JSON.
BARE = {
    "/connexion", "/deconnexion", "/api/v1/deliveries/{delivery_id}/replay", "/api/v1/claims/{claim_id}/withdrawal",
    "/api/v1/documents/{document_id}/complete", "/api/v1/documents/{document_id}/abandon", "/api/v1/documents/{document_id}/uploads",
    "/api/v1/documents/uploads", "/api/v1/documents/uploads/{upload_id}",
    "/api/v1/messages/{message_id}/reading", "/api/v1/messages/{message_id}/completion",
}  # fmt: skip
TUS = {
    "tus-resumable": "1.0.0", "upload-length": str(LENGTH), "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
}  # fmt: skip
# What is somebody's own: another person is told that it does not exist.
OWNED = {
    "/api/v1/facts/{fact_id}/versions", "/api/v1/declarations/{declaration_id}", "/api/v1/declarations/{declaration_id}/events",
    "/api/v1/deliveries/{delivery_id}/replay", "/api/v1/claims/{claim_id}",
    "/api/v1/claims/{claim_id}/answers", "/api/v1/claims/{claim_id}/submission", "/api/v1/claims/{claim_id}/withdrawal",
    "/api/v1/claims/{claim_id}/appeals",
    "/api/v1/documents/{document_id}", "/api/v1/documents/{document_id}/complete", "/api/v1/documents/{document_id}/abandon",
    "/api/v1/documents/{document_id}/reuse", "/api/v1/documents/{document_id}/content", "/api/v1/documents/{document_id}/uploads",
    "/api/v1/documents/uploads/{upload_id}",
    "/api/v1/messages/{message_id}", "/api/v1/messages/{message_id}/reading", "/api/v1/messages/{message_id}/completion",
}  # fmt: skip
