"""From a final self-evaluation to a published page: two checks by two people, approval, publication."""
