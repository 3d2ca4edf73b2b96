"""The overnight job: hundreds of thousands of stories, in bounded memory, that goes on where it was cut off."""
