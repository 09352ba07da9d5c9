using ProductSpace.Tests.Storage.Embeddings;

namespace ProductSpace.Interchange.Tests;

/// <summary>One matrix in every form gives the same snapshot but for the hash of its source, and so the same answers.</summary>
public sealed class EqualAnswersTests : IDisposable
{
    private const int Rows = 300;
    private const int Dimension = 16;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Build_OneMatrixInEveryForm_GivesEqualAnswers()
    {
        float[][] matrix = Matrix((random, _) => (float)((random.NextDouble() * 2) - 1));
        Form[] forms = [.. Forms.All.Where(form => form.Narrow(0.1f) == 0.1f), .. OtherForms.Exact];
        Assert.True(forms.Select(form => form.Name).Distinct().Count() >= 30);
        RequireEqual(matrix, forms);
    }

    [Fact]
    public void Build_SmallIntegersInEveryFormOfBytes_GivesEqualAnswers()
    {
        float[][] signless = Matrix((random, _) => random.Next(256));
        RequireEqual(
            signless,
            [
                new("v.u8bin", (rows, _) => OtherForms.Bytes(rows)),
                new("v.bvecs", (rows, _) => OtherForms.Bvecs(rows)),
                new("v.npy", (rows, _) => Forms.Npy("<f4", rows)),
                .. OtherForms.Exact,
            ]);
        float[][] signed = Matrix((random, _) => random.Next(256) - 128);
        RequireEqual(
            signed, [new("v.i8bin", (rows, _) => OtherForms.Bytes(rows)), new("v.npy", (rows, _) => Forms.Npy("<f4", rows))]);
    }

    private static float[][] Matrix(Func<Random, int, float> number)
    {
        Random random = new(17);
        return [.. Enumerable.Range(0, Rows).Select(row => Enumerable.Range(0, Dimension).Select(_ => number(random, row)).ToArray())];
    }

    private void RequireEqual(float[][] matrix, Form[] forms)
    {
        string[] ids = [.. Enumerable.Range(0, Rows).Select(row => $"p-{row}")];
        string? expected = null;
        foreach (Form form in forms)
        {
            // A form whose name is that of a file is told apart by its name; the others by content alone.
            string path = _folder.File(form.Name.StartsWith("v.", StringComparison.Ordinal) ? form.Name : "vectors.bin");
            File.WriteAllBytes(path, form.Write(matrix, ids));
            ProductIndexBuilder builder = new ProductIndexBuilder(new BuildOptions { Threads = 1 }).UseVectorFile(path);
            if (!form.HasIds)
            {
                builder.UseIds(ids);
            }

            using ProductIndex index = ProductIndex.Open(builder.BuildToMemory());
            Assert.True(index.TryGetOrdinal(ids[0], out _), $"{form.Name}: the ids were not read");
            string answers = Answers(index, ids);
            expected ??= answers;
            Assert.True(expected == answers, $"{form.Name}: other answers than {forms[0].Name}");
        }
    }

    /// <summary>Ids and similarities, to the last bit, of searches by product, by session and by vector.</summary>
    private static string Answers(ProductIndex index, string[] ids)
    {
        Neighbor[] hits = new Neighbor[10];
        List<string> lines = [];
        float[] vector = new float[Dimension];
        for (int i = 0; i < 40; i++)
        {
            SearchResult result = index.SearchSession([ids[i], ids[(7 * i) % Rows]], hits);
            lines.Add(Text(index, hits, result.Count));
            vector[i % Dimension] += i + 1;
            lines.Add(Text(index, hits, index.Search(vector, hits).Count));
            lines.Add(Text(index, hits, index.SearchExact(vector, hits).Count));
        }

        return string.Join('\n', lines);
    }

    private static string Text(ProductIndex index, Neighbor[] hits, int count)
    {
        Assert.Equal(10, count);
        return string.Join(
            ' ', hits.Select(hit => $"{index.GetProductId(hit.Ordinal)}:{BitConverter.SingleToInt32Bits(hit.Similarity)}"));
    }
}
