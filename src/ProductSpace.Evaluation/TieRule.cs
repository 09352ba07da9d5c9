namespace ProductSpace.Evaluation;

/// <summary>Which of the candidates with the target's own score are ranked before it.</summary>
public enum TieRule
{
    /// <summary>Candidates with a lower ordinal, as in the engine's answers.</summary>
    Ordinal,

    /// <summary>
    /// All of them, which gives the lowest figures that the scores allow: a model that scores everything equally is
    /// then worth nothing.
    /// </summary>
    Pessimistic,
}
