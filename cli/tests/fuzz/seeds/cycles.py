from .a import *
from .a import x as x
A = 'B'
B = 'list[A] | A'
class Self(Self): ...
class G(G['G'], H):
    def __await__(self) -> 'G': ...
    def __aiter__(self) -> 'G': ...
class H(G): async def m(self) -> "H | G[H]": ...
async def f(a: A, b: B, s: Self) -> G: ...
def g() -> A: ...
x = y
y = x
#---
from . import *
from .a import x as x
from .a import a as a
T = U
U = T
__all__ = ["x", "T"]
__all__.extend(a.__all__)
__all__.remove("x")
del T
async def x(a: T = T) -> U: ...
