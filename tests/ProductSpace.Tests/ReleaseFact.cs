namespace ProductSpace.Tests;

/// <summary>
/// A test that counts what optimised code allocates or compiles: a Debug build does more of both, so that it is skipped there.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReleaseFactAttribute : FactAttribute
{
    public ReleaseFactAttribute() => Skip = ReleaseOnly.Reason;
}

/// <inheritdoc cref="ReleaseFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ReleaseTheoryAttribute : TheoryAttribute
{
    public ReleaseTheoryAttribute() => Skip = ReleaseOnly.Reason;
}

/// <summary>Why such a test is skipped; null in a Release build, where it runs.</summary>
internal static class ReleaseOnly
{
#if DEBUG
    public const string? Reason = "counts what optimised code allocates or compiles, and this is a Debug build";
#else
    public const string? Reason = null;
#endif
}
