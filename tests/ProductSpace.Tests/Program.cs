using System.Globalization;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace ProductSpace.Tests;

/// <summary>
/// Runs the tests of this program in its own process: for processors that an emulator plays, since the test platform wants
/// several processes and an SDK of that processor. `dotnet test` does not come here.
/// </summary>
internal static class Program
{
    /// <summary>Arguments are starts of full test names; a "-" before one leaves those out. No argument means all.</summary>
    private static int Main(string[] names)
    {
        string[] wanted = Array.FindAll(names, name => !name.StartsWith('-'));
        string[] unwanted = Array.ConvertAll(Array.FindAll(names, name => name.StartsWith('-')), name => name[1..]);
        Assembly assembly = typeof(Program).Assembly;
        Options options = new();
        using Sink sink = new();
        using XunitTestFramework framework = new(sink);
        using (ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly)))
        {
            discoverer.Find(includeSourceInformation: false, sink, options);
            sink.Done.Wait();
            sink.Done.Reset();
        }

        List<ITestCase> chosen = sink.Found.FindAll(test =>
        {
            string full = $"{test.TestMethod.TestClass.Class.Name}.{test.TestMethod.Method.Name}";
            bool StartsFull(string start) => full.StartsWith(start, StringComparison.Ordinal);
            return (wanted.Length == 0 || Array.Exists(wanted, StartsFull)) && !Array.Exists(unwanted, StartsFull);
        });
        using (ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName()))
        {
            executor.RunTests(chosen, sink, options);
            sink.Done.Wait();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sink.Passed} passed, {sink.Failed} failed, {sink.Skipped} skipped"));
        return sink.Failed > 0 || sink.Passed == 0 ? 1 : 0;
    }

    /// <summary>Hears what xunit tells and prints a line for each test.</summary>
    private sealed class Sink : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly Lock _lock = new();

        public ManualResetEventSlim Done { get; } = new();

        public List<ITestCase> Found { get; } = [];

        public int Passed { get; private set; }

        public int Failed { get; private set; }

        public int Skipped { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            lock (_lock)
            {
                Hear(message);
            }

            return true;
        }

        public void Dispose() => Done.Dispose();

        private void Hear(IMessageSinkMessage message)
        {
            switch (message)
            {
                case ITestCaseDiscoveryMessage found:
                    Found.Add(found.TestCase);
                    break;
                case ITestPassed test:
                    Passed++;
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"passed  {test.Test.DisplayName} ({test.ExecutionTime:F1} s)"));
                    break;
                case ITestSkipped test:
                    Skipped++;
                    Console.WriteLine($"skipped {test.Test.DisplayName}: {test.Reason}");
                    break;
                case IFailureInformation failure:
                    Failed++;
                    string name = message is ITestFailed test1 ? test1.Test.DisplayName : message.GetType().Name;
                    Console.WriteLine($"failed  {name}: {string.Join(Environment.NewLine, failure.Messages)}\n{string.Join(Environment.NewLine, failure.StackTraces)}");
                    break;
                case IDiscoveryCompleteMessage or ITestAssemblyFinished:
                    Done.Set();
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>No option of xunit is set but the one to run one test after the other.</summary>
    private sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = new() { ["xunit.execution.DisableParallelization"] = true };

        public TValue GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue)value! : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
