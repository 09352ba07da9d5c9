using System.Diagnostics;
using System.Reflection;

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

/// <summary>
/// Why such a test is skipped; null where the engine is optimised, and it runs. The engine decides, not the tests: <c>.ci/run</c>
/// puts another build of the engine under tests that were built as Release.
/// </summary>
internal static class ReleaseOnly
{
    public static string? Reason { get; } =
        typeof(ProductIndex).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }
            ? "counts what optimised code allocates or compiles, and this is a Debug build"
            : null;
}
