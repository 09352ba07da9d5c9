namespace ProductSpace.Evaluation;

/// <summary>
/// What may be recommended again. Shoppers look again, so that these modes give very different figures: name the mode
/// beside each. A target that the mode excludes counts as missed; <see cref="RankingResult.ExcludedTargets"/> tells how many.
/// </summary>
public enum RepeatMode
{
    /// <summary>Every product.</summary>
    Allowed,

    /// <summary>Every product but the one viewed last.</summary>
    CurrentExcluded,

    /// <summary>Every product but those viewed in the session so far.</summary>
    ViewedExcluded,
}
