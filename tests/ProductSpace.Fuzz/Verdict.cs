namespace ProductSpace.Fuzz;

/// <summary>What became of a hostile file that was handled well; anything else is a <see cref="HostileFinding"/>.</summary>
internal enum Verdict
{
    /// <summary>Refused by the one exception that its kind of file has for it.</summary>
    Refused,

    /// <summary>Taken, and every answer was sound.</summary>
    Answered,

    /// <summary>Taken, and some questions were refused by name, the others answered soundly.</summary>
    AnsweredInPart,
}
