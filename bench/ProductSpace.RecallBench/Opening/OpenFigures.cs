using System.Globalization;
using ProductSpace.RecallBench.Common;

namespace ProductSpace.RecallBench.Opening;

/// <summary>What one process saw; travels as one line of numbers from the process that opened to the one that reports.</summary>
internal sealed record OpenFigures(
    double OpenMilliseconds,
    double FirstMilliseconds,
    double FirstTenMicroseconds,
    double SecondHundredMicroseconds,
    double SteadyMicroseconds,
    double ReachedQueries,
    double ReachedMilliseconds,
    double OpenedMebibytes,
    double SteadyMebibytes,
    double MajorFaults,
    double AgainMilliseconds)
{
    private const string Mark = "figures";

    private double[] Numbers =>
    [
        OpenMilliseconds, FirstMilliseconds, FirstTenMicroseconds, SecondHundredMicroseconds, SteadyMicroseconds,
        ReachedQueries, ReachedMilliseconds, OpenedMebibytes, SteadyMebibytes, MajorFaults, AgainMilliseconds,
    ];

    public string ToLine() => Mark + " " + string.Join(' ', Numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    public static OpenFigures FromOutput(string output)
    {
        string line = output.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new InvalidOperationException("the process that opens printed no figures: " + output);
        return Of([.. line.Split(' ')[1..].Select(word => double.Parse(word, CultureInfo.InvariantCulture))]);
    }

    /// <summary>The median of each figure by itself.</summary>
    public static OpenFigures Median(IReadOnlyList<OpenFigures> processes) =>
        Of([.. Enumerable.Range(0, processes[0].Numbers.Length).Select(i => Statistics.Median(processes.Select(process => process.Numbers[i])))]);

    private static OpenFigures Of(double[] n) => new(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]);
}
