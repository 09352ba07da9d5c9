using System.Text.Json;

namespace ProductSpace.RecallBench.Peers;

/// <summary>Searches of one index of a peer; <paramref name="tail"/> follows the setting in the driver's command.</summary>
internal sealed class PeerSearch(PeerDriver driver, string family, string variant, string parameter, int[] settings, int k, string tail = "") : ITogether
{
    public string Name => $"{family} {variant}";

    public string Family => family;

    public string? Variant => variant;

    public string Parameter => parameter;

    public IReadOnlyList<int> Settings => settings;

    /// <inheritdoc/>
    public bool CanAskTogether { get; init; }

    /// <inheritdoc/>
    public double WallMicroseconds(int setting, int threads) =>
        driver.Ask(FormattableString.Invariant($"search {k} {setting}{tail} together {threads}")).GetProperty("wallMicroseconds").GetDouble();

    public Sample Measure(int setting, bool count)
    {
        JsonElement answer = driver.Ask(FormattableString.Invariant($"search {k} {setting}{tail}{(count ? " count" : string.Empty)}"));
        return new Sample(setting, Number("recall"), Number("cpuMicroseconds"), Number("p50Microseconds"), Number("p99Microseconds"), Number("p999Microseconds"))
        {
            // Not every library can be made to count.
            Distances = !count ? 0 : answer.TryGetProperty("distances", out JsonElement distances) ? distances.GetDouble() : double.NaN,
        };

        double Number(string name) => answer.GetProperty(name).GetDouble();
    }
}
