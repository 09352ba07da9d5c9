using ProductSpace.Generations;
using ProductSpace.VectorData.Records;
using ProductSpace.VectorData.Vectors;

namespace ProductSpace.VectorData.Collections;

/// <summary>
/// Makes the next sealed base of a collection: an index of each vector column that has one, published as a generation,
/// then the records file, which names them. The base counts from the moment that the records file has its name; a run
/// that ends before leaves at most a generation that no records file names.
/// </summary>
internal static class SealRun
{
    /// <param name="folder">Folder of the collection.</param>
    /// <param name="number">Number of the new files.</param>
    /// <param name="schema">Columns of the records.</param>
    /// <param name="rows">All records; their sources stay open meanwhile.</param>
    /// <param name="options">Options of the indexes.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static SealedBase Run(
        CollectionFolder folder,
        int number,
        Schema schema,
        RowRef[] rows,
        BuildOptions options,
        CancellationToken cancellationToken)
    {
        ProductIndex?[] indexes = new ProductIndex?[schema.Count];
        int[] generations = new int[schema.Count];
        try
        {
            for (int column = 0; column < schema.Count; column++)
            {
                if (schema[column].Index != IndexForm.None)
                {
                    (indexes[column], generations[column]) =
                        Build(folder, schema, column, rows, options, cancellationToken);
                }
            }

            RowRef[] ordered = Order(rows, schema, indexes, out RecordFileWriter.MadeIndex?[] made, generations);
            string path = folder.RecordsPath(number);
            RecordFileWriter.Write(path, schema, ordered, made, cancellationToken);
            return Join(RecordFile.Open(path), indexes);
        }
        catch
        {
            foreach (ProductIndex? index in indexes)
            {
                index?.Dispose();
            }

            throw;
        }
    }

    /// <summary>Opens the indexes that belong to a records file. One that is lost or damaged is left out.</summary>
    public static SealedBase Open(CollectionFolder folder, RecordFile records)
    {
        ProductIndex?[] indexes = new ProductIndex?[records.Schema.Count];
        for (int column = 0; column < indexes.Length; column++)
        {
            if (records.IndexOf(column) is IndexEntry entry)
            {
                indexes[column] = TryOpen(folder.IndexFolder(records.Schema, column), entry.Generation);
            }
        }

        return Join(records, indexes);
    }

    /// <summary>Removes all generations but the newest of each column.</summary>
    public static void Prune(CollectionFolder folder, Schema schema)
    {
        for (int column = 0; column < schema.Count; column++)
        {
            string directory = folder.IndexFolder(schema, column);
            if (schema[column].Index != IndexForm.None && Directory.Exists(directory))
            {
                GenerationFolder generations = new(directory);
                if (generations.FindCurrent() is not null)
                {
                    generations.Prune(keep: 1);
                }
            }
        }
    }

    private static (ProductIndex? Index, int Generation) Build(
        CollectionFolder folder,
        Schema schema,
        int column,
        RowRef[] rows,
        BuildOptions options,
        CancellationToken cancellationToken)
    {
        int dimension = schema[column].Dimension;
        int[] with = [.. Enumerable.Range(0, rows.Length).Where(row => !rows[row].IsNull(column))];
        if (with.Length == 0)
        {
            return (null, 0);
        }

        if ((long)with.Length * dimension > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"{with.Length} vectors of {dimension} numbers are more than one collection can index; "
                + "divide the records among several collections");
        }

        float[] vectors = new float[with.Length * dimension];
        for (int i = 0; i < with.Length; i++)
        {
            rows[with[i]].Vector(column).CopyTo(vectors.AsSpan(i * dimension));
        }

        string directory = folder.IndexFolder(schema, column);
        Directory.CreateDirectory(directory);
        string temporary = Path.Combine(directory, CollectionFolder.Unfinished);
        try
        {
            // A vector left out would be found by nobody; none can be bad, since upserts are checked.
            BuildOptions own = options with
            {
                Similarity = VectorIndex.SimilarityOf(schema[column].Index),
                OnBadVector = BadVectorPolicy.Refuse,
            };
            new ProductIndexBuilder(own)
                .UseVectors(vectors, dimension)
                .UseIds(with.Select(row => KeyText.Of(rows[row].Get(Schema.Key)!)))
                .Build(temporary, cancellationToken: cancellationToken);
            Generation published =
                new GenerationFolder(directory).Publish(temporary, cancellationToken: cancellationToken);
            return (ProductIndex.Open(published.Path), published.Number);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>
    /// Orders the records as the first index has them, those without its vector last, so that its ordinals are rows;
    /// and finds the rows of the other indexes' ordinals.
    /// </summary>
    private static RowRef[] Order(
        RowRef[] rows,
        Schema schema,
        ProductIndex?[] indexes,
        out RecordFileWriter.MadeIndex?[] made,
        int[] generations)
    {
        made = new RecordFileWriter.MadeIndex?[schema.Count];
        int first = Array.FindIndex(indexes, index => index is not null);
        if (first < 0)
        {
            return rows;
        }

        Dictionary<string, int> byKey = new(rows.Length, StringComparer.Ordinal);
        for (int row = 0; row < rows.Length; row++)
        {
            byKey.Add(KeyText.Of(rows[row].Get(Schema.Key)!), row);
        }

        RowRef[] ordered = new RowRef[rows.Length];
        int[] places = new int[rows.Length];
        Array.Fill(places, -1);
        int count = 0;
        for (; count < indexes[first]!.Count; count++)
        {
            Place(byKey[indexes[first]!.GetProductId(count)]);
        }

        for (int row = 0; row < rows.Length; row++)
        {
            if (places[row] < 0)
            {
                Place(row);
                count++;
            }
        }

        for (int column = first; column < indexes.Length; column++)
        {
            if (indexes[column] is ProductIndex index)
            {
                made[column] = new RecordFileWriter.MadeIndex(
                    generations[column],
                    index.Info.ContentHash,
                    column == first
                        ? null
                        : [.. Enumerable.Range(0, index.Count).Select(o => places[byKey[index.GetProductId(o)]])]);
            }
        }

        return ordered;

        void Place(int row)
        {
            ordered[count] = rows[row];
            places[row] = count;
        }
    }

    private static ProductIndex? TryOpen(string directory, int generation)
    {
        try
        {
            return new GenerationFolder(directory).List().FirstOrDefault(one => one.Number == generation) is { } found
                ? ProductIndex.Open(found.Path)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static SealedBase Join(RecordFile records, ProductIndex?[] indexes)
    {
        VectorIndex?[] joined = new VectorIndex?[indexes.Length];
        for (int column = 0; column < indexes.Length; column++)
        {
            if (indexes[column] is ProductIndex index)
            {
                joined[column] = VectorIndex.TryJoin(index, records, column, records.IndexOf(column)!);
                if (joined[column] is null)
                {
                    index.Dispose();
                }
            }
        }

        return new SealedBase(records, joined);
    }
}
