using System.Globalization;
using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;
using ProductSpace.Tests.Storage.Embeddings;
using PureHDF;
using Field = Apache.Arrow.Field;

namespace ProductSpace.Interchange.Tests;

/// <summary>Small writers of the forms of other tools, by the libraries of others where there are any.</summary>
internal static class OtherForms
{
    /// <summary>Forms of float32 that hold every number exactly.</summary>
    public static readonly Form[] Exact =
    [
        new("parquet", (rows, ids) => Parquet(rows, ids, CompressionMethod.Snappy)) { HasIds = true },
        new("parquet zstd", (rows, ids) => Parquet(rows, ids, CompressionMethod.Zstd)) { HasIds = true },
        new("parquet gzip", (rows, ids) => Parquet(rows, ids, CompressionMethod.Gzip)) { HasIds = true },
        new("parquet lz4", (rows, ids) => Parquet(rows, ids, CompressionMethod.Lz4Raw)) { HasIds = true },
        new("parquet plain", (rows, ids) => Parquet(rows, ids, CompressionMethod.None)) { HasIds = true },
        new("arrow file", (rows, ids) => Arrow(rows, ids, isFile: true, null)) { HasIds = true },
        new("arrow stream", (rows, ids) => Arrow(rows, ids, isFile: false, null)) { HasIds = true },
        new("feather lz4", (rows, ids) => Arrow(rows, ids, isFile: true, CompressionCodecType.Lz4Frame)) { HasIds = true },
        new("feather zstd", (rows, ids) => Arrow(rows, ids, isFile: true, CompressionCodecType.Zstd)) { HasIds = true },
        new("hdf5", (rows, ids) => Hdf5(rows, ids)) { HasIds = true },
        new("npz", (rows, ids) => Npz(rows, ids, CompressionLevel.Fastest)) { HasIds = true },
        new("npz stored", (rows, ids) => Npz(rows, ids, CompressionLevel.NoCompression)) { HasIds = true },
        new("fbin", (rows, _) => Fbin(rows)),
        new("json lines", (rows, ids) => JsonLines(rows, ids)) { HasIds = true },
        new("json arrays", (rows, _) => JsonArrays(rows)),
        new("json lines gz", (rows, ids) => Forms.Gzip(JsonLines(rows, ids))) { HasIds = true },
        new("csv of numbers", (rows, ids) => Csv(rows, ids, ',', header: true)) { HasIds = true },
        new("csv without header", (rows, ids) => Csv(rows, ids, ',', header: false)) { HasIds = true },
        new("tsv of numbers", (rows, ids) => Csv(rows, ids, '\t', header: true)) { HasIds = true },
        new("pgvector csv", (rows, ids) => VectorCsv(rows, ids, ",", "\"")) { HasIds = true },
        new("pgvector tsv", (rows, ids) => VectorCsv(rows, ids, "\t", string.Empty)) { HasIds = true },
        new("pgvector csv gz", (rows, ids) => Forms.Gzip(VectorCsv(rows, ids, ",", "\""))) { HasIds = true },
    ];

    public static byte[] Parquet(float[][] rows, string[] ids, CompressionMethod compression, int groupRows = 64)
    {
        ParquetSchema schema = new(
            new DataField<string>("product_id"), new DataField<double>("price"), new ListField("embedding", new DataField<float>("element")));
        using MemoryStream target = new();
        using (ParquetAsync writer = new(ParquetWriter.CreateAsync(schema, target, new ParquetOptions { CompressionMethod = compression }).GetAwaiter().GetResult()))
        {
            for (int start = 0; start < rows.Length; start += groupRows)
            {
                float[][] part = rows[start..Math.Min(rows.Length, start + groupRows)];
                using ParquetRowGroupWriter group = writer.Writer.CreateRowGroup();
                group.WriteAsync(schema.DataFields[0], ids[start..(start + part.Length)]).GetAwaiter().GetResult();
                group.WriteAsync<double>(schema.DataFields[1], new double?[part.Length].AsMemory()).GetAwaiter().GetResult();
                float?[] numbers = [.. part.SelectMany(row => row).Select(number => (float?)number)];
                int[] repetitions = [.. part.SelectMany(row => row.Select((_, i) => i == 0 ? 0 : 1))];
                group.WriteAsync<float>(schema.DataFields[2], numbers.AsMemory(), repetitions.AsMemory()).GetAwaiter().GetResult();
                group.CompleteValidate();
            }
        }

        return target.ToArray();
    }

    public static byte[] Arrow(float[][] rows, string[] ids, bool isFile, CompressionCodecType? compression)
    {
        FixedSizeListType type = new(new Field("item", FloatType.Default, true), rows[0].Length);
        Schema schema = new([new Field("sku", StringType.Default, true), new Field("vector", type, true)], null);
        IpcOptions options = new() { CompressionCodec = compression, CompressionCodecFactory = new CompressionCodecFactory() };
        using MemoryStream target = new();
        using (ArrowStreamWriter writer = isFile ? new ArrowFileWriter(target, schema, true, options) : new ArrowStreamWriter(target, schema, true, options))
        {
            for (int start = 0; start < rows.Length; start += 50)
            {
                float[][] part = rows[start..Math.Min(rows.Length, start + 50)];
                FloatArray values = new FloatArray.Builder().AppendRange(part.SelectMany(row => row)).Build();
                StringArray names = new StringArray.Builder().AppendRange(ids[start..(start + part.Length)]).Build();
                writer.WriteRecordBatch(new RecordBatch(schema, [names, new FixedSizeListArray(type, part.Length, values, ArrowBuffer.Empty)], part.Length));
            }

            writer.WriteEnd();
        }

        return target.ToArray();
    }

    public static byte[] Hdf5(float[][] rows, string[]? ids)
    {
        float[,] matrix = new float[rows.Length, rows[0].Length];
        for (int row = 0; row < rows.Length; row++)
        {
            for (int i = 0; i < rows[row].Length; i++)
            {
                matrix[row, i] = rows[row][i];
            }
        }

        H5File file = new() { ["train"] = matrix, ["test"] = new float[1, rows[0].Length], ["neighbors"] = new int[1, 3] };
        if (ids is not null)
        {
            file["ids"] = ids;
        }

        using MemoryStream target = new();
        file.Write(target);
        return target.ToArray();
    }

    public static byte[] Npz(float[][] rows, string[]? ids, CompressionLevel level)
    {
        using MemoryStream target = new();
        using (ZipArchive archive = new(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(archive, "embeddings.npy", Forms.Npy("<f4", rows), level);
            if (ids is not null)
            {
                int length = ids.Max(id => id.Length);
                byte[] header = Forms.NpyHeader($"{{'descr': '<U{length}', 'fortran_order': False, 'shape': ({ids.Length},), }}");
                Write(archive, "ids.npy", [.. header, .. ids.SelectMany(id => Encoding.UTF32.GetBytes(id.PadRight(length, '\0')))], level);
            }
        }

        return target.ToArray();
    }

    public static byte[] Fbin(float[][] rows) =>
        [.. Counts(rows), .. rows.SelectMany(row => row).SelectMany(BitConverter.GetBytes)];

    public static byte[] Bytes(float[][] rows) =>
        [.. Counts(rows), .. rows.SelectMany(row => row).Select(number => (byte)(int)number)];

    public static byte[] Bvecs(float[][] rows) =>
        [.. rows.SelectMany(row => (byte[])[.. BitConverter.GetBytes(row.Length), .. row.Select(number => (byte)(int)number)])];

    public static byte[] JsonLines(float[][] rows, string[] ids) =>
        Lines(rows, (row, i) => $"{{\"name\": \"a \\\"b\\\"\", \"item_id\": \"{ids[i]}\", \"tags\": [\"x\"], \"embedding\": [{Joined(row, ", ")}]}}");

    public static byte[] JsonArrays(float[][] rows) => Lines(rows, (row, _) => $"[{Joined(row, ",")}]");

    public static byte[] Csv(float[][] rows, string[] ids, char separator, bool header)
    {
        string between = separator.ToString();
        string first = header ? $"sku{between}{string.Join(between, Enumerable.Range(0, rows[0].Length).Select(i => $"d{i}"))}\n" : string.Empty;
        return [.. Encoding.UTF8.GetBytes(first), .. Lines(rows, (row, i) => ids[i] + between + Joined(row, between))];
    }

    public static byte[] VectorCsv(float[][] rows, string[] ids, string separator, string quote) =>
        [.. Encoding.UTF8.GetBytes($"id{separator}embedding\n"), .. Lines(rows, (row, i) => $"{ids[i]}{separator}{quote}[{Joined(row, ",")}]{quote}")];

    private static byte[] Lines(float[][] rows, Func<float[], int, string> line) =>
        Encoding.UTF8.GetBytes(string.Concat(rows.Select((row, i) => line(row, i) + "\n")));

    private static string Joined(float[] row, string between) =>
        string.Join(between, row.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private static byte[] Counts(float[][] rows) => [.. BitConverter.GetBytes(rows.Length), .. BitConverter.GetBytes(rows[0].Length)];

    private static void Write(ZipArchive archive, string name, byte[] content, CompressionLevel level)
    {
        using Stream entry = archive.CreateEntry(name, level).Open();
        entry.Write(content);
    }

    /// <summary>Closes a writer where only a plain dispose can stand.</summary>
    private sealed class ParquetAsync(ParquetWriter writer) : IDisposable
    {
        public ParquetWriter Writer => writer;

        public void Dispose() => writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
