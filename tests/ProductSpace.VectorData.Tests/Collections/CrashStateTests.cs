namespace ProductSpace.VectorData.Tests.Collections;

/// <summary>
/// Every state that a kill between two steps of a sealing can leave is laid as files and opened: all records are there,
/// found by their vectors, and the next sealing works.
/// </summary>
public sealed class CrashStateTests : IDisposable
{
    private const int Records = 60;

    private readonly TemporaryFolder _states = new();

    public void Dispose() => _states.Dispose();

    [Fact]
    public async Task Open_AfterEveryStepOfASealing_HasAllRecords()
    {
        using Shelf shelf = new();
        await shelf.FillAsync(Records / 2);
        await shelf.Items.SealAsync();
        await shelf.FillAsync(Records / 2, first: Records / 2);
        string before = Copy(shelf.Folder, "before");
        await shelf.Items.SealAsync();
        shelf.Store.Dispose();
        string after = Copy(shelf.Folder, "after");
        string[] old = [.. Names(before).Except(Names(after))];
        string[] made = [.. Names(after).Except(Names(before))];
        Assert.Contains(old, name => name.EndsWith(".psw", StringComparison.Ordinal));
        Assert.Contains(made, name => name.EndsWith(".psr", StringComparison.Ordinal));
        Assert.Contains(made, name => name.EndsWith(".psx", StringComparison.Ordinal));
        string records = made.Single(name => name.EndsWith(".psr", StringComparison.Ordinal));
        string snapshot = made.Single(name => name.EndsWith(".psx", StringComparison.Ordinal));

        await CheckAsync(before, "nothing happened yet");
        await CheckAsync(State("building", before, folder => File.WriteAllBytes(Path.Combine(folder, ".sealing.psx"), [1, 2, 3])), "the index is being built");
        string published = State("published", before, folder => Add(after, folder, snapshot, "CURRENT"));
        await CheckAsync(published, "the index has its generation");
        await CheckAsync(
            State("writing", published, folder => File.WriteAllBytes(Path.Combine(folder, $".{records}.tmp-1-0123abcd"), [1, 2, 3])),
            "the records are being written");
        string named = State("named", published, folder => Add(after, folder, records));
        await CheckAsync(named, "the records have their name");
        foreach (string gone in old)
        {
            named = State($"without {gone}", named, folder => File.Delete(Path.Combine(folder, gone)));
            await CheckAsync(named, $"{gone} is removed");
        }

        await CheckAsync(after, "everything happened");
    }

    [Theory]
    [InlineData(".psx")]
    [InlineData("CURRENT")]
    public async Task Open_WithoutItsIndex_ComparesAndMakesAnother(string lost)
    {
        using Shelf shelf = new();
        await shelf.FillAsync(Records);
        await shelf.Items.SealAsync();
        shelf.Store.Dispose();
        foreach (string path in Directory.GetFiles(shelf.Folder, "*" + lost))
        {
            File.Delete(path);
        }

        await CheckAsync(shelf.Folder, $"without {lost}");
        Assert.NotEmpty(Directory.GetFiles(shelf.Folder, "*.psx"));
    }

    [Fact]
    public async Task Changes_CutAtEveryByte_HoldAPrefixOfTheUpserts()
    {
        using Shelf shelf = new();
        for (int id = 0; id < 4; id++)
        {
            await shelf.Items.UpsertAsync(Item.Of(id));
        }

        await shelf.Items.DeleteAsync(0);
        shelf.Store.Dispose();
        string changes = Assert.Single(Directory.GetFiles(shelf.Folder, "*.psw"));
        byte[] whole = File.ReadAllBytes(changes);
        HashSet<string> seen = [];
        for (int length = 0; length <= whole.Length; length++)
        {
            File.Delete(changes);
            File.WriteAllBytes(changes, whole[..length]);
            using ProductSpaceVectorStore store = new(shelf.Root);
            List<Item> all = await Shelf.AllAsync(store.GetCollection<int, Item>("items"));
            seen.Add(string.Join(",", all.Select(item => item.Id)));
        }

        Assert.Equal(["", "0", "0,1", "0,1,2", "0,1,2,3", "1,2,3"], seen);
    }

    private static string[] Names(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static void Add(string from, string to, params string[] names)
    {
        foreach (string name in names)
        {
            File.Copy(Path.Combine(from, name), Path.Combine(to, name), overwrite: true);
        }
    }

    private static async Task CheckAsync(string folder, string when)
    {
        using ProductSpaceVectorStore store = new(Path.GetDirectoryName(folder)!);
        ProductSpaceCollection<int, Item> items = (ProductSpaceCollection<int, Item>)store.GetCollection<int, Item>(Path.GetFileName(folder));
        for (int look = 0; look < 2; look++)
        {
            List<Item> all = await Shelf.AllAsync(items);
            Assert.True(Enumerable.Range(0, Records).Select(id => Item.Of(id).Text()).SequenceEqual(all.Select(item => item.Text())), when);
            Assert.Equal(17, Assert.Single(await items.SearchAsync(Item.Of(17).Vector, 1).ToListAsync()).Record.Id);
            Assert.Equal(Records, (await items.SearchAsync(Item.Of(17).Vector, Records + 1).ToListAsync()).Count);
            await items.SealAsync();
        }

        Assert.DoesNotContain(Names(folder), name => name.Contains(".tmp-", StringComparison.Ordinal));
        Assert.Single(Names(folder), name => name.EndsWith(".psr", StringComparison.Ordinal));
    }

    /// <summary>A copy of a folder, changed.</summary>
    private string State(string name, string from, Action<string> change)
    {
        string folder = Copy(from, name);
        change(folder);
        return folder;
    }

    private string Copy(string folder, string name)
    {
        string copy = Directory.CreateDirectory(_states.File(name)).FullName;
        foreach (string path in Directory.GetFiles(folder).Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(path, Path.Combine(copy, Path.GetFileName(path)));
        }

        return copy;
    }
}
