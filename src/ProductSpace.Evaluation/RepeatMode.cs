namespace ProductSpace.Evaluation;

/// <summary>
/// What can be recommended again. Shoppers view products again, so that these modes give very different figures: name
/// the mode with each figure. A target that the mode excludes counts as missed; <see
/// cref="RankingResult.ExcludedTargets"/> counts them.
/// </summary>
public enum RepeatMode
{
    /// <summary>Every product.</summary>
    Allowed,

    /// <summary>Every product except the one viewed last.</summary>
    CurrentExcluded,

    /// <summary>Every product except those viewed in the session so far.</summary>
    ViewedExcluded,
}
