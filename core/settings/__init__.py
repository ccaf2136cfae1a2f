"""What a learner can set: one frozen dataclass per page, and the schema they share."""
