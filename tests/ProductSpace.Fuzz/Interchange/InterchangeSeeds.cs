using System.Globalization;
using System.IO.Compression;
using ProductSpace.Interchange.Tests;
using ProductSpace.Numerics;
using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Fuzz.Interchange;

/// <summary>Small sound files of each form of other tools, packed and not, with ids and without.</summary>
internal static class InterchangeSeeds
{
    public static byte[][] Of(string kind)
    {
        List<byte[]> seeds = [];
        foreach ((int rows, int dimension) in new[] { (5, 4), (1, 1), (40, 3), (2, 31) })
        {
            SeededRandom random = new((ulong)rows);
            float[][] numbers = new float[rows][];
            string[] ids = new string[rows];
            for (int row = 0; row < rows; row++)
            {
                numbers[row] = new float[dimension];
                for (int i = 0; i < dimension; i++)
                {
                    numbers[row][i] = kind == "fbin" ? random.NextInt(256) : TestShop.Normal(ref random);
                }

                ids[row] = string.Create(CultureInfo.InvariantCulture, $"p{row}");
            }

            seeds.AddRange(Of(kind, numbers, ids));
        }

        return [.. seeds];
    }

    private static IEnumerable<byte[]> Of(string kind, float[][] rows, string[] ids) => kind switch
    {
        "fbin" => [OtherForms.Fbin(rows), OtherForms.Bytes(rows), OtherForms.Bvecs(rows)],
        "hdf5" => [OtherForms.Hdf5(rows, ids), OtherForms.Hdf5(rows, null)],
        "npz" => [OtherForms.Npz(rows, ids, CompressionLevel.NoCompression), OtherForms.Npz(rows, ids, CompressionLevel.Fastest), OtherForms.Npz(rows, null, CompressionLevel.NoCompression)],
        _ => OtherForms.Exact.Where(form => KindOf(form.Name) == kind).Select(form => form.Write(rows, ids)),
    };

    private static string KindOf(string form) =>
        form.StartsWith("parquet", StringComparison.Ordinal) ? "parquet"
        : form.StartsWith("json", StringComparison.Ordinal) ? "json"
        : form.StartsWith("arrow", StringComparison.Ordinal) || form.StartsWith("feather", StringComparison.Ordinal) ? "arrow"
        : form.Contains("csv", StringComparison.Ordinal) || form.Contains("tsv", StringComparison.Ordinal) ? "csv"
        : "other";
}
