using System.Globalization;

namespace ProductSpace.Tests;

/// <summary>
/// The size of all random campaigns, set by the variable PRODUCTSPACE_CAMPAIGN: 1, the default, is what the suite runs;
/// a larger number multiplies it. contributing.md lists the long campaigns.
/// </summary>
internal static class Campaign
{
    private const string Variable = "PRODUCTSPACE_CAMPAIGN";

    private static readonly int s_factor = Read(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Whether more than the suite was asked for.</summary>
    public static bool IsLong => s_factor > 1;

    /// <summary>The number of rounds of a campaign.</summary>
    /// <param name="ofTheSuite">The number that the suite runs.</param>
    public static int Size(int ofTheSuite) => checked(ofTheSuite * s_factor);

    /// <summary>The step through cases that a long campaign tries one by one.</summary>
    /// <param name="ofTheSuite">The step of the suite.</param>
    public static int Stride(int ofTheSuite) => IsLong ? 1 : ofTheSuite;

    /// <summary>Reads the variable; none means 1.</summary>
    internal static int Read(string? value) =>
        string.IsNullOrEmpty(value) ? 1
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int factor) && factor > 0 ? factor
        : throw new InvalidOperationException($"{Variable}={value}: a whole number from 1 is expected");
}
