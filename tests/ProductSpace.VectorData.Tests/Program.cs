using System.Globalization;
using Microsoft.Extensions.VectorData;

namespace ProductSpace.VectorData.Tests;

/// <summary>
/// A writer in a process of its own, which tests kill: it upserts numbered records, deletes every third one later, lets
/// them be sealed all the time, and says each number once it was acknowledged. `dotnet test` does not come here.
/// </summary>
internal static class Program
{
    /// <summary>Records of one step.</summary>
    public const int Step = 7;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [string folder, string first])
        {
            return 2;
        }

        using ProductSpaceVectorStore store = new(folder, new ProductSpaceVectorStoreOptions { Storage = Storage });
        VectorStoreCollection<int, Item> items = store.GetCollection<int, Item>("items");
        await items.EnsureCollectionExistsAsync();
        for (int step = int.Parse(first, CultureInfo.InvariantCulture); ; step++)
        {
            await items.UpsertAsync(Enumerable.Range(step * Step, Step).Select(Item.Of));
            await items.DeleteAsync(step * Step);
            Console.WriteLine(step);

            // Else there were more to check than to kill.
            await Task.Delay(1);
        }
    }

    /// <summary>Seals all the time, without waiting for the device: a killed process loses nothing that it wrote.</summary>
    public static ProductSpaceStorageOptions Storage { get; } = new() { SealAfterChanges = 10, FlushEachChange = false };
}
