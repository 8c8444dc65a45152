"""temp"""
from __future__ import annotations
from backbone_chain.bundles._model import Sent
class Recorder:
    def __init__(self, chain):
        self._steps=[]
        chain.on_block.append(self._mined)
    def _mined(self, block):
        while self._steps and self._steps[-1].block >= block.number: self._steps.pop()
        for r in block.receipts:
            self._steps.append(Sent(sender=r.tx.sender,to=r.tx.to,data=r.tx.data,value=r.tx.value,block=block.number,timestamp=block.timestamp))
    @property
    def steps(self): return tuple(self._steps)
