using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Parquet;
using Parquet.Schema;
using Field = Apache.Arrow.Field;

namespace ProductSpace.Interchange.Export;

/// <summary>
/// Writes vectors with their ids as Parquet (a column of lists) or as an Arrow file (a column of fixed-size lists), a
/// block of rows in memory at a time, which becomes a row group or a record batch.
/// </summary>
internal static class ColumnWriters
{
    private const string Id = "id";
    private const string Vector = "embedding";

    /// <summary>Numbers of a block: 16 MiB.</summary>
    private const int BlockNumbers = 4 << 20;

    public static void WriteParquet(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        DataField<string> id = new(Id, nullable: false);
        ListField list = new(Vector, new DataField<float>("element"));
        ParquetSchema schema = new(id, list);
        DataField element = schema.DataFields[1];
        ParquetWriter writer = Wait(ParquetWriter.CreateAsync(schema, target, cancellationToken: cancellationToken));
        try
        {
            foreach ((string[] ids, float[] numbers) in Blocks(rows, cancellationToken))
            {
                int[] repetitions = new int[numbers.Length];
                repetitions.AsSpan().Fill(1);
                for (int i = 0; i < ids.Length; i++)
                {
                    repetitions[i * rows.Dimension] = 0;
                }

                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                Wait(group.WriteAsync(schema.DataFields[0], ids));
                int[] definitions = new int[numbers.Length];
                definitions.AsSpan().Fill(element.MaxDefinitionLevel);
                Wait(group.WriteAllPartsAsync<float>(
                    element, numbers, definitions, repetitions, cancellationToken));
                group.CompleteValidate();
            }
        }
        finally
        {
            writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    public static void WriteArrow(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        FixedSizeListType type = new(new Field("item", FloatType.Default, nullable: false), rows.Dimension);
        Schema schema = new(
            [new Field(Id, StringType.Default, nullable: false), new Field(Vector, type, nullable: false)], null);
        using ArrowFileWriter writer = new(target, schema, leaveOpen: true);
        writer.WriteStart();
        foreach ((string[] ids, float[] numbers) in Blocks(rows, cancellationToken))
        {
            StringArray names = new StringArray.Builder().AppendRange(ids).Build();
            FloatArray values = new FloatArray.Builder().Append(numbers.AsSpan()).Build();
            FixedSizeListArray vectors = new(type, ids.Length, values, ArrowBuffer.Empty);
            writer.WriteRecordBatch(new RecordBatch(schema, [names, vectors], ids.Length));
        }

        writer.WriteEnd();
    }

    private static IEnumerable<(string[] Ids, float[] Numbers)> Blocks(
        VectorRows rows, CancellationToken cancellationToken)
    {
        int most = Math.Max(1, BlockNumbers / rows.Dimension);
        for (int start = 0; start < rows.Count; start += most)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string[] ids = new string[Math.Min(most, rows.Count - start)];
            float[] numbers = new float[ids.Length * rows.Dimension];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = Encoding.UTF8.GetString(rows.IdOf(start + i));
                rows.Read(start + i, numbers.AsSpan(i * rows.Dimension, rows.Dimension));
            }

            yield return (ids, numbers);
        }
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
