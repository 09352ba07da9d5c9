using System.Globalization;
using ProductSpace.Generations;

namespace ProductSpace.Cli.Output;

/// <summary>Prints the state of a delta, for people or for programs.</summary>
internal static class DeltaText
{
    public static void Print(TextWriter output, DeltaStatus status, string done, bool json)
    {
        if (json)
        {
            JsonOutput.Write(
                output,
                new JsonFields
                {
                    ["done"] = done,
                    ["path"] = status.Path,
                    ["used"] = status.Used,
                    ["capacity"] = status.Capacity,
                    ["products"] = status.Products,
                    ["hidden"] = status.Hidden,
                    ["fileBytes"] = status.FileBytes,
                    ["issue"] = status.Issue,
                    ["tornBytes"] = status.TornBytes,
                    ["rotations"] = status.Rotations,
                    ["lastFault"] = status.LastFault,
                    ["shouldRebuild"] = status.ShouldRebuild,
                });
            return;
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{status.Path}: {done}; {status.Used:N0} of {status.Capacity:N0} versions, {status.Products:N0} "
                + $"products of its own, {status.Hidden:N0} of the snapshot gone"));
        if (status.TornBytes > 0)
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  a crash had torn its tail: {status.TornBytes:N0} bytes of writes that were never "
                    + $"acknowledged were cut off"));
        }

        if (status.Rotations > 0)
        {
            output.WriteLine($"  a flush failed and a new file took over: {status.LastFault}");
        }

        if (status.ShouldRebuild)
        {
            output.WriteLine("  80 % of its room is used: compact it, or build a new snapshot");
        }
    }
}
