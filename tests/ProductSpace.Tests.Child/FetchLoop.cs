using System.Globalization;
using ProductSpace.Generations;

namespace ProductSpace.Tests.Child;

/// <summary>Fetches what a source has, for ever, keeps the newest only, and says so each time; a test kills it.</summary>
internal static class FetchLoop
{
    public static async Task<int> RunAsync(string source, string folder)
    {
        GenerationFetcher fetcher = new(source, folder);
        while (true)
        {
            FetchReport report;
            try
            {
                report = await fetcher.FetchAsync();
            }
            catch (FetchException)
            {
                // Pruned or replaced under its hands: the next look finds the next one.
                continue;
            }

            await Console.Out.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"acknowledged {report.Generation.Number}\n"));
            await Console.Out.FlushAsync();
            new GenerationFolder(folder).Prune(1);
        }
    }
}
