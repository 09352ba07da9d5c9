namespace ProductSpace.Evaluation.Networks;

/// <summary>What all networks are trained by.</summary>
/// <param name="Epochs">Number of passes over the log.</param>
/// <param name="Batch">
/// Number of sessions or examples side by side. They and their negatives are rounded up to a multiple of 16.
/// </param>
/// <param name="Rate">Learning rate of Adagrad.</param>
internal abstract record NetworkRecipe(int Epochs, int Batch, double Rate);
