"""What a deposited file is, found out without trusting its name or its header.

*kind*: the container, told by the file's own bytes. *gate*: the look for marks of DRM, before any
decoder touches the file; a mark is detected, never undone. *structure*: what the container says of
itself (sizes, checksums, counts). *decode*: all samples, once, streamed. *problem*: the one reason
why a file is refused; *warning*: what is odd about a file that is whole.
"""

from nachklang.audio._examine import examine
from nachklang.audio._identify import looks_like_audio
from nachklang.audio._values import AudioProblem, Examination, Tags

__all__ = ["AudioProblem", "Examination", "Tags", "examine", "looks_like_audio"]
