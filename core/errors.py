"""Bad input, explained to a learner."""


class LearnerError(ValueError):
    """One clear sentence for the learner, in whatever language the app speaks.

    `key` names the sentence in the label catalogues ("error." + key); `values` are the numbers and
    names filled into it. The message of the exception itself is English and meant for logs.
    """

    def __init__(self, key: str, **values):
        super().__init__(f"{key} {values}" if values else key)
        self.key = key
        self.values = values

    def __reduce__(self):
        return (_rebuild, (self.key, self.values))


def _rebuild(key: str, values: dict) -> LearnerError:
    return LearnerError(key, **values)
