using Microsoft.Extensions.AI;

namespace ProductSpace.VectorData.Tests;

/// <summary>Vectors that a generator makes of texts, at writing and at searching; the property's generator comes first.</summary>
public sealed class EmbeddingGenerationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Search_ByText_FindsWhatTheGeneratorPutNear()
    {
        Letters generator = new();
        using ProductSpaceVectorStore store = new(_folder.Root, new ProductSpaceVectorStoreOptions { EmbeddingGenerator = generator });
        ProductSpaceCollection<string, Note> notes = (ProductSpaceCollection<string, Note>)store.GetCollection<string, Note>("notes");
        await notes.EnsureCollectionExistsAsync();
        await notes.UpsertAsync([new Note { Id = "a", Text = "aaab" }, new Note { Id = "b", Text = "bbba" }, new Note { Id = "c", Text = "ccc" }]);
        Assert.Equal(1, generator.Calls);
        for (int look = 0; look < 2; look++)
        {
            Assert.Equal("b", (await notes.SearchAsync("bb", 1).SingleAsync()).Record.Id);
            Assert.Equal("c", (await notes.SearchAsync(new float[] { 0, 0, 1 }, 1).SingleAsync()).Record.Id);
            Assert.Null((await notes.GetAsync("a"))!.Text);
            await notes.SealAsync();
        }

        await Assert.ThrowsAsync<NotSupportedException>(() => notes.GetAsync("a", new RecordRetrievalOptions { IncludeVectors = true }));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await notes.SearchAsync(8, 1).ToListAsync());
    }

    [Fact]
    public async Task Upsert_GeneratorReturnsTooFew_IsRefusedAndNothingWritten()
    {
        using ProductSpaceVectorStore store = new(_folder.Root, new ProductSpaceVectorStoreOptions { EmbeddingGenerator = new Letters { Lost = 1 } });
        VectorStoreCollection<string, Note> notes = store.GetCollection<string, Note>("notes");
        await notes.EnsureCollectionExistsAsync();
        InvalidOperationException fault = await Assert.ThrowsAsync<InvalidOperationException>(() => notes.UpsertAsync([new Note { Id = "a", Text = "a" }, new Note { Id = "b", Text = "b" }]));
        Assert.Contains("1 embeddings for 2 records", fault.Message, StringComparison.Ordinal);
        Assert.Null(await notes.GetAsync("a"));
    }

    [Fact]
    public async Task Search_TextWithoutGenerator_NamesTheVectorTypes()
    {
        using Shelf shelf = new();
        NotSupportedException fault = await Assert.ThrowsAsync<NotSupportedException>(async () => await shelf.Items.SearchAsync("text", 1).ToListAsync());
        Assert.Contains("ReadOnlyMemory<float>", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Note
    {
        [VectorStoreKey]
        public string Id { get; set; } = "";

        [VectorStoreVector(3)]
        public string? Text { get; set; }
    }

    /// <summary>Counts the letters a, b and c.</summary>
    private sealed class Letters : IEmbeddingGenerator<string, Embedding<float>>
    {
        public int Calls { get; private set; }

        public int Lost { get; init; }

        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Skip(Lost).Select(text => new Embedding<float>("abc".Select(letter => (float)text.Count(one => one == letter)).ToArray()))));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
