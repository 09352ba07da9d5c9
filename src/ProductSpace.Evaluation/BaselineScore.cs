using ProductSpace.Training.Runs;

namespace ProductSpace.Evaluation;

/// <summary>Score of a simple model on held-out sessions.</summary>
/// <param name="Name">Name of the model on the command line.</param>
/// <param name="Score">HR@20 and MRR@20, the current product excluded.</param>
public sealed record BaselineScore(string Name, HeldOutScore Score);
