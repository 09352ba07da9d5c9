namespace ProductSpace.Cli.Synth;

/// <summary>How hard the vectors are for an index; <see cref="HardnessProfile"/> has the numbers.</summary>
internal enum Hardness
{
    /// <summary>As hard as real text vectors: intrinsic dimension about 30.</summary>
    Hard,

    /// <summary>Tight clusters: intrinsic dimension about 17.</summary>
    Easy,
}
