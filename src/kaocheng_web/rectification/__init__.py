"""What was found is put right: plan, evidence, verification, closing."""
