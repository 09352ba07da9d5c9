namespace ProductSpace.Evaluation;

/// <summary>Which of the candidates with the target's own score stand before it.</summary>
public enum TieRule
{
    /// <summary>Those of a lower ordinal, as in the engine's answers.</summary>
    Ordinal,

    /// <summary>All of them: the least that the scores can be worth. A model that scores all alike is then worth nothing.</summary>
    Pessimistic,
}
