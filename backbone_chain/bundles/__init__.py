from backbone_chain.bundles._model import Bundle, Claim, Sent
from backbone_chain.bundles._recording import Recorder
__all__ = ["Bundle", "Claim", "Recorder", "Sent"]
