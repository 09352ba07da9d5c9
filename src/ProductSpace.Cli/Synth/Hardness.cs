namespace ProductSpace.Cli.Synth;

/// <summary>How hard the made vectors are for an index; the numbers behind each word are in <see cref="HardnessProfile"/>.</summary>
internal enum Hardness
{
    /// <summary>As hard as real text vectors: intrinsic dimension about 30.</summary>
    Hard,

    /// <summary>Tight clusters: intrinsic dimension about 17.</summary>
    Easy,
}
